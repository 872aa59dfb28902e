package import Contracts

/// Every form that backups are written in.
package enum BackupForms {
    package static var all: [any BackupForm] {
        [
            SummaryForm(), CommonForm(), SystemdForm(), BorgmaticForm(sections: false), BorgmaticForm(sections: true),
            ResticprofileForm(), PgBackRestForm(),
        ]
    }
}
