/// What of a restore point does not come back as it is: condemned files, in their own newest clean versions or not at all.
package struct PlannedComposite: Hashable, Sendable {
    /// Files that come from older points; each path once.
    package let older: [Part]
    /// Files of the point that have no clean version, in order.
    package let leftOut: [String]

    package init(older: [Part], leftOut: [String]) {
        self.older = older
        self.leftOut = leftOut
    }

    package struct Part: Hashable, Sendable {
        package let point: PlannedRestorePoint
        /// In order.
        package let paths: [String]

        package init(point: PlannedRestorePoint, paths: [String]) {
            self.point = point
            self.paths = paths
        }
    }
}
