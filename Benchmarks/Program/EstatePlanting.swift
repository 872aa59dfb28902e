internal import Estate

/// A kind of deadlock that is planted.
enum EstateDeadlock: String, CaseIterable {
    /// The key lies in data that the repository protects.
    case keyInData = "key-in-data"
    /// A service holds the key, and its data is protected by the repository.
    case keyService = "key-service"
    /// The key lies in the configuration of a host that the repository protects.
    case keyOnHost = "key-on-host"
    /// Two repositories, each with the key of the other in what it protects.
    case twoRepositories = "two-repositories"
    /// A name server, without which the repository is not found, is protected by it.
    case name
    /// A directory, without which nobody gets in to the repository, is protected by it.
    case identity
}

/// What a block of neighbouring hosts carries.
enum EstatePlanting {
    /// So many services that need each other, on as many hosts.
    case circle(Int)
    case deadlock(EstateDeadlock)
    case nothing

    var hosts: Int {
        switch self {
        case .circle(let count): count
        case .deadlock(.twoRepositories): 4
        case .deadlock: 2
        case .nothing: 1
        }
    }

    /// The technology of the first service on each of its hosts.
    ///
    /// Half of the circles have members that can be started without the others, half have none.
    func technologies(_ numbers: inout EstateNumbers) -> [EstateTechnology] {
        switch self {
        case .circle(let count):
            let hasBootstrap = numbers.below(2) == 0
            let plain: [EstateTechnology] = [.postgresql, .nginx, .generic]
            var result = (0..<count).map { _ in plain[numbers.below(3)] }
            if hasBootstrap { result[numbers.below(count)] = numbers.below(2) == 0 ? .bind9 : .samba }
            return result
        case .deadlock(.name): return [.generic, .bind9]
        case .deadlock(.identity): return [.generic, .samba]
        case .deadlock(let kind):
            return [EstateTechnology](repeating: .generic, count: EstatePlanting.deadlock(kind).hosts)
        case .nothing: return [[EstateTechnology.postgresql, .nginx, .generic][numbers.below(3)]]
        }
    }
}

/// What was planted, to compare with what is found.
struct EstateTruth {
    struct Circle {
        let members: [AssetID]
        /// Those whose recipe names a bootstrap.
        let bootstraps: [AssetID]
    }

    struct Deadlock {
        let kind: EstateDeadlock
        let members: [AssetID]
        let repositories: [AssetID]
        /// The hosts whose loss closes it.
        let hosts: [AssetID]
    }

    var circles: [Circle] = []
    var deadlocks: [Deadlock] = []
}

extension EstateMaking {
    mutating func plant(_ plantings: [EstatePlanting]) {
        var rank = foundations
        for planting in plantings {
            switch planting {
            case .circle(let count): plantCircle(at: rank, count)
            case .deadlock(let kind): plantDeadlock(kind, at: rank)
            case .nothing: break
            }
            rank += planting.hosts
        }
    }

    /// A ring, with a few needs across it.
    private mutating func plantCircle(at rank: Int, _ count: Int) {
        let members = (rank..<rank + count).map { services[$0][0] }
        for (number, member) in members.enumerated() { call(member, members[(number + 1) % count]) }
        if count > 3, numbers.below(2) == 0 { call(members[0], members[2]) }
        truth.circles.append(
            EstateTruth.Circle(
                members: members.sorted(),
                bootstraps: members.filter { technologies[$0]?.hasBootstrap == true }.sorted()))
    }

    private mutating func plantDeadlock(_ kind: EstateDeadlock, at rank: Int) {
        let number = truth.deadlocks.count + 1
        let repository = addRepository("planted\(number)", on: hosts[rank])
        let holder = services[rank + 1][0]
        let data = addDataset(of: holder, on: hosts[rank + 1], number: 0)
        var members = [repository]
        var repositories = [repository]
        switch kind {
        case .keyInData:
            lock(repository, .unlockedBy, data)
            protect(data, by: repository)
            members += [data]
        case .keyOnHost:
            lock(repository, .unlockedBy, hosts[rank + 1])
            protect(hosts[rank + 1], by: repository)
            members += [hosts[rank + 1]]
        case .keyService, .name, .identity:
            let need: DependencyKind =
                kind == .name ? .resolvesWith : kind == .identity ? .authenticatesWith : .unlockedBy
            lock(repository, need, holder)
            protect(data, by: repository)
            members += [holder, data]
        case .twoRepositories:
            let second = addRepository("planted\(number)-second", on: hosts[rank + 2])
            let other = addDataset(of: services[rank + 3][0], on: hosts[rank + 3], number: 0)
            lock(repository, .unlockedBy, holder)
            protect(data, by: second)
            lock(second, .unlockedBy, other)
            protect(other, by: repository)
            members += [holder, data, second, other]
            repositories.append(second)
        }
        let lost = kind == .twoRepositories ? [hosts[rank + 1], hosts[rank + 3]] : [hosts[rank + 1]]
        truth.deadlocks.append(
            EstateTruth.Deadlock(
                kind: kind, members: members.sorted(), repositories: repositories.sorted(), hosts: lost.sorted()))
    }

    private mutating func lock(_ repository: AssetID, _ kind: DependencyKind, _ provider: AssetID) {
        add(repository, kind, provider, .recover, "declared", "needed to read \(repository)")
    }

    mutating func protect(_ asset: AssetID, by repository: AssetID) {
        add(asset, .protectedBy, repository, .recover, "backup-job", "restic-backup.service writes to \(repository)")
    }
}
