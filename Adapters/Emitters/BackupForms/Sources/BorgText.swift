/// Text made safe for names of archives and repositories.
enum BorgText {
    /// Single braces are placeholders to Borg.
    static func literal(_ text: String) -> String {
        text.reduce(into: "") { $0 += $1 == "{" || $1 == "}" ? "\($1)\($1)" : String($1) }
    }
}
