import Foundation
import Glibc

/// A control group of the kernel that may use 32 MiB of memory, for bodies that want more; removed afterwards.
final class MemoryLimit {
    /// A process that writes its number into this file is limited.
    let members: String
    private let folder: String

    /// `nil` where none can be made: without root, or without the memory controller.
    init?() {
        let name = "groundup-test-\(UInt32.random(in: 0...UInt32.max))"
        // The first hierarchy is that of the kernel's own; the others came before it.
        let candidates = [
            ("/sys/fs/cgroup/memory/\(name)", "memory.limit_in_bytes"), ("/sys/fs/cgroup/\(name)", "memory.max"),
        ]
        for (folder, limit) in candidates where mkdir(folder, 0o755) == 0 {
            // The kernel makes this file; where it does not, nothing is limited.
            if let file = FileHandle(forWritingAtPath: "\(folder)/\(limit)") {
                file.write(Data("33554432".utf8))
                self.folder = folder
                members = folder + "/cgroup.procs"
                return
            }
            rmdir(folder)
        }
        return nil
    }

    static let isPossible = MemoryLimit() != nil

    deinit { rmdir(folder) }
}
