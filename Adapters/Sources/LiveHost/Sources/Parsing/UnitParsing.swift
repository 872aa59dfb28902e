internal import ByteParsing
internal import Estate

extension LiveHostParser {
    mutating func units() -> [Unit] {
        var seen: Set<String> = []
        return blocks("units").compactMap { properties in
            var unit = Unit()
            for (name, value) in properties { unit.set(name, value) }
            // A second block of the same name can only be something that tries to look like a unit.
            return unit.id.isEmpty || !seen.insert(unit.id).inserted ? nil : unit
        }
    }

    mutating func timers() -> [Timer] {
        blocks("timers").compactMap { properties in
            var timer = Timer()
            for (name, value) in properties {
                switch name {
                case "Id": timer.id = value
                case "Unit": timer.unit = value
                case "ActiveState": timer.isActive = value == "active"
                case "TimersCalendar": timer.calendar += between("OnCalendar=", " ;", in: value).map { [$0] } ?? []
                default: continue
                }
            }
            return timer.id.isEmpty ? nil : timer
        }
    }

    /// Rows such as `/var/lib/dpkg/info/bind9.list:/lib/systemd/system/named.service`.
    mutating func unitPackages() -> [String: String] {
        let found = rows("unit-packages") { line -> (String, String)? in
            guard let (list, path) = line.cut(at: 0x3A), let path = path.text,
                let name = list.cutLast(at: 0x2F)?.after.text
            else { return qualified(line) }
            return path.hasPrefix("/") ? (path, String(name.dropLast(".list".count))) : qualified(line)
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// The paragraphs of `systemctl show`: names with values, a name several times where it has several values.
    private mutating func blocks(_ name: String) -> [[(String, String)]] {
        guard let section = section(name) else { return [] }
        var blocks: [[(String, String)]] = [[]]
        for line in section.lines {
            guard !line.bytes.isEmpty else {
                blocks.append([])
                continue
            }
            guard let (name, value) = line.bytes.cut(at: 0x3D), let name = name.text, let value = value.text else {
                refuse(line, of: section)
                continue
            }
            blocks[blocks.count - 1].append((name, value))
        }
        return blocks
    }
}

/// A list whose package is the same for several architectures: `.../libx:amd64.list:/path`.
private func qualified(_ line: Bytes) -> (String, String)? {
    guard let text = line.text, let end = text.firstRange(of: ".list:/") else { return nil }
    let name = text[..<end.lowerBound].split(separator: "/").last.map { $0.prefix { $0 != ":" } } ?? ""
    return ("/" + text[end.upperBound...], String(name))
}

extension Unit {
    fileprivate mutating func set(_ name: String, _ value: String) {
        let words = value.split(separator: " ").map(String.init)
        switch name {
        case "Id": id = value
        case "Names": names = words
        case "Type": type = value
        case "FragmentPath": fragmentPath = value
        case "ActiveState": activeState = value
        case "SubState": subState = value
        case "UnitFileState": unitFileState = value
        case "MainPID": mainProcess = Int(value) ?? 0
        case "Requires", "BindsTo": requires += words
        case "Wants": wants = words
        case "After": after = words
        case "TriggeredBy": triggeredBy = words
        case "StateDirectory": stateDirectories = words
        case "ReadWritePaths": readWritePaths = words
        case "DynamicUser": isDynamicUser = value == "yes"
        case "User": user = value
        case "EnvironmentFiles":
            environmentFiles += [String(value.split(separator: " ").first ?? "")].filter { !$0.isEmpty }
        case "Environment": environment += quotedWords(value).compactMap { assignment(Array(redacted($0).utf8)[...]) }
        case "ExecStart": commands += between("argv[]=", " ;", in: value).map { [quotedWords($0)] } ?? []
        default: return
        }
    }
}

/// The text between two marks; to the end when the second does not follow.
func between(_ start: String, _ end: String, in text: String) -> String? {
    guard let from = text.firstRange(of: start)?.upperBound else { return nil }
    let rest = text[from...]
    return String(rest[..<(rest.firstRange(of: end)?.lowerBound ?? rest.endIndex)])
}

/// Words separated by blanks, where quotes keep words together.
func quotedWords(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in text {
        if let open = quote {
            if character == open { quote = nil } else { word.append(character) }
        } else if character == "\"" || character == "'" {
            quote = character
        } else if character == " " {
            if !word.isEmpty { words.append(word) }
            word = ""
        } else {
            word.append(character)
        }
    }
    return word.isEmpty ? words : words + [word]
}
