internal import Contracts

extension EmittedFolder {
    /// The steps of a folder of steps as `sh` reads their files, each with its label, needs and values.
    package func stepFiles() async throws -> [EmittedStep] {
        let script = #"""
            set -eu
            for file in parts/steps/*.about; do
                . "./$file"
                label=${file##*/}
                printf '%s\0%s\0' "${label%.about}" "$needs"
                (
                    . "./${file%.about}.env"
                    for name in $(sed -n 's/^export \([A-Z_0-9]*\)=.*/\1/p' "${file%.about}.env"); do
                        printf '%s\1' "$(printenv "$name"; echo .)"
                    done
                )
                printf '\0'
            done
            """#
        let result = try await run("sh", ["-c", script])
        guard result.succeeded else { return [EmittedStep(name: "unreadable: \(result.errors)", needs: [])] }
        let words = result.text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        return stride(from: 0, to: words.count - 2, by: 3).map { index in
            // `printenv` ends the value with a line end, and a dot keeps the shell from taking others off.
            let values = words[index + 2].split(separator: "\u{1}").map { String($0.unicodeScalars.dropLast(2)) }
            return EmittedStep(
                name: words[index], needs: words[index + 1].split(separator: " ").map(String.init), values: values)
        }
    }
}
