/// Where data can lie on a host.
struct StorageFacts {
    /// Folders down to the third level below the places for data.
    var folders: Set<String> = []
    /// Bytes, by folder or single file.
    var sizes: [String: Int64] = [:]
    /// There was not enough time to add up every folder.
    var areSizesIncomplete = false
    /// Single files at the top of those places, and all in /usr/local.
    var singleFiles: [String] = []
    /// Folders and files in those places that a package brings.
    var owned: Set<String> = []
    /// Folders that are restic repositories.
    var resticRepositories: [String] = []

    func exists(_ path: String) -> Bool { folders.contains(path) || sizes[path] != nil }
}
