/// What ransom notes say, in groups: a note says something of several groups, a document about them rarely so briefly.
///
/// Written from general knowledge of notes of many families; phrases are in the form of `NoteText`.
enum NotePhrases {
    enum Group: Int, CaseIterable {
        case claim, offer, payment, contact, threat, identity
    }

    static let all: [(group: Group, phrase: [UInt8])] = Group.allCases.flatMap { group in
        texts(of: group).split(separator: ",").map { phrase in
            let words = phrase.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
            return (group, Array(words.utf8))
        }
    }

    private static func texts(of group: Group) -> String {
        switch group {
        case .claim: claims
        case .offer: offers
        case .payment: payments
        case .contact: contacts
        case .threat: threats
        case .identity: identities
        }
    }

    private static let claims = """
        network is hacked, computer is encrypted, been successfully, files are encrypted, files were encrypted, files have been encrypted, files has been encrypted,
        files are now encrypted, files is encrypted, file is encrypted, files encrypted, files are locked,
        files have been locked, files were locked, files are crypted, files have been crypted, data are encrypted,
        data is encrypted, data was encrypted, data has been encrypted, data have been encrypted, data encrypted,
        network is encrypted, network was encrypted, network has been encrypted, network encrypted, network has been,
        network was, systems have been encrypted, systems were encrypted, system was encrypted, servers are encrypted,
        servers were encrypted, servers have been encrypted, computers are encrypted, computers and servers,
        computer has been, databases are encrypted, backups are encrypted, backups were deleted, been hacked, are hacked,
        was hacked, got hacked, been compromised, was compromised, is compromised, been breached, been penetrated, been locked,
        been attacked, been infected, were infected, were attacked, accessed and encrypted, encrypted and stolen,
        stolen and encrypted, data stolen, data was stolen, data is stolen, data has been stolen, files were stolen,
        files are stolen, have been stolen, were stolen, was exfiltrated, been exfiltrated, were exfiltrated,
        we have downloaded, we downloaded, been downloaded, were downloaded, was downloaded, downloaded your,
        we have stolen, we stole, encrypted by, encrypted your, encrypted all your, hacked your, all your files,
        all of your files, all your important files, all your data, all your documents, your important files,
        what happened to your, what happened, whats happened, what happend, ooops, cannot be accessed,
        security breach, unable to use them, no longer accessible
        """

    private static let offers = """
        decryption key, decryption tool, decryption software, decryption program, decryptor, decrypter, decryptors,
        decrypt tool, decrypt your, decrypt all, decrypt them, decrypt files, decrypt one, decrypt 1, decrypt two, decrypt 2,
        decrypt 3, decrypt three, decrypt several, decrypt some, decrypt any, decrypt for free, decrypt it, to decrypt,
        be decrypted, free decryption, decryption for free, decryption as guarantee, test decryption, decryption of your,
        recover your, recover all, recover them, recover files, recover data, recover my files, restore your, restore all,
        restore them, restore my files, restore files, restore data, files back, data back, return your, return all,
        return files, unlock your, unlock files, unlock them, unlocker, decode your, decoder, buy decryptor,
        purchase decryptor, special software, recovery tool, recovery key, recovery process, recovery of your,
        full recovery, private key, your key, our decryptor, 100 guarantee, guarantee, guarantees, test files, sample files
        """

    private static let payments = """
        bitcoin, bitcoins, btc, monero, xmr, ransom, cryptocurrency, pay the, pay us, pay for, pay in, to pay, must pay,
        you pay, not pay, dont pay, payment, payments, price, the amount, buy bitcoins, wallet, discount, deal, negotiate,
        negotiation, negotiations, agreement, 24 hours, 48 hours, 72 hours, 12 hours, 3 days, 5 days, 7 days, three days, timer,
        deadline, usd, financial, business, the cost, the sum, money
        """

    private static let contacts = """
        tor browser, torbrowser, torproject, tor project, onion, protonmail, proton me, pm me, onionmail, tutanota, tuta io,
        tutamail, tox id, qtox, tox chat, utox, tox, session id, session messenger, getsession, jabber, telegram, contact us,
        contact with us, contact me, contact email, contact information, contacts, write us, write to us, write me, write to,
        write an email, email us, email me, mail us, our email, our mail, our emails, e mail, by email, via email,
        through email, live chat, chat with us, our chat, chat room, our support, support chat, cock li, mailfence, aol com,
        gmx, firemail, airmail, cyberfear, keemail, mail2tor, mail ru, msgsafe, disroot, riseup, icq, send email, send us,
        send me, reach us, get in touch, our website, our site, our blog, our link, this link, follow the instructions
        """

    private static let threats = """
        do not rename, dont rename, don t rename, not rename, do not try, dont try, don t try, do not modify, don t modify,
        do not change, do not move, do not delete, don t delete, do not touch, do not edit, do not use, do not attempt,
        do not shutdown, do not shut down, do not turn off, do not reboot, do not restart, do not reset, do not contact,
        do not hire, do not give, don t use, don t go to, third party, third parties, 3rd party, recovery companies,
        recovery company, recovery software, data recovery, permanent, permanently, lost forever, irreversible, irreversibly,
        will be published, be published, publish your, publish all, publication, will be leaked, be leaked, leak your, leaked,
        data leak, leak site, sell your, sell it, will be sold, be sold, sold to, will be destroyed, be destroyed, be lost,
        be deleted, police, law enforcement, fbi, authorities, nobody can, no one can, no one will, impossible to,
        cannot be recovered, can not be, only we, only way, the only, without our, without us, scam, scammers, competitors, gdpr,
        journalists, reputation, confidential, sensitive, damage, damaged, corrupt, corrupted, intermediaries, negotiators,
        ignore, otherwise, at your own risk, waste, wasting
        """

    private static let identities = """
        your id, your personal, personal id, personal key, personal code, personal identifier, personal link, unique id,
        unique key, unique code, unique identifier, your identifier, your unique, company id, client id, victim id,
        decryption id, login id, your login, your code, key identifier, chat code, chat id, reference id, your case id,
        machine id, begin key, id key, system id, access code, access key, credentials, id in, the id, title of, in the subject,
        subject line, your ticket
        """
}
