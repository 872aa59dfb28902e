package import Contracts
internal import Glibc

/// Files under names that are numbers, in a folder of its own that goes with it.
///
/// Scanners take lists of names and print names, one a line. Names of files may hold line feeds, or look like an answer;
/// numbers do not. What is a link itself by now is left out: nobody said that where it leads should be judged.
package final class NumberedLinks: Sendable {
    package let folder: String
    private let count: Int
    private let scratch: any ScratchSpace

    /// - Parameter files: paths as bytes; relative ones are below the working folder.
    package init(_ files: [[UInt8]], in scratch: any ScratchSpace) throws(GroundupError) {
        self.scratch = scratch
        folder = try scratch.make()
        count = files.count
        let here = workingFolder()
        for (number, file) in files.enumerated() {
            let target = (file.first == 0x2F ? file : here + [0x2F] + file).map { CChar(bitPattern: $0) } + [0]
            var status = stat()
            guard lstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            guard symlink(target, path(number)) == 0 else { throw Self.failure(path(number)) }
        }
    }

    deinit { scratch.remove(folder) }

    /// What the file of this number is called.
    package func path(_ number: Int) -> String { "\(folder)/\(number)" }

    /// The number of such a name; `nil` for anything else.
    package func number(of path: some StringProtocol) -> Int? {
        guard path.hasPrefix("\(folder)/"), let number = Int(path.dropFirst(folder.count + 1)),
            (0..<count).contains(number)
        else { return nil }
        return number
    }

    /// Writes the names of these numbers, one a line, and says where.
    package func list(_ numbers: some Sequence<Int>) throws(GroundupError) -> String {
        let name = "\(folder)/list"
        guard let file = fopen(name, "we") else { throw Self.failure(name) }
        let written = fputs(numbers.map { "\(path($0))\n" }.joined(), file)
        guard fclose(file) == 0, written >= 0 else { throw Self.failure(name) }
        return name
    }

    private static func failure(_ path: String) -> GroundupError {
        GroundupError(
            .state, "\(path) cannot be written: \(String(cString: strerror(errno)))",
            hint: "Free space there, or name another folder with TMPDIR.")
    }
}

private func workingFolder() -> [UInt8] {
    guard let path = getcwd(nil, 0) else { return [] }
    defer { free(path) }
    return Array(String(cString: path).utf8)
}
