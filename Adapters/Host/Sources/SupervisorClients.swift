internal import Glibc

/// The controllers that are connected to a supervisor, and what has still to be sent to them.
final class SupervisorClients {
    private struct Client {
        var received: [UInt8] = []
        var unsent: [UInt8] = []
        var isClosed = false
    }

    private let listener: Int32
    private var clients: [Int32: Client] = [:]
    /// Called with a client that has gone; its number may soon be another's.
    var gone: (Int32) -> Void = { _ in }
    private var part = [UInt8](repeating: 0, count: 64 << 10)

    init(listener: Int32) { self.listener = listener }

    var isEmpty: Bool { clients.isEmpty }

    /// What was ordered, once something happened or the time is over.
    func wait(_ milliseconds: Int32, wake: Int32) -> [(client: Int32, order: BodyOrder)] {
        var events = [Self.event(wake), Self.event(listener)]
        for (descriptor, client) in clients { events.append(Self.event(descriptor, writes: !client.unsent.isEmpty)) }
        guard poll(&events, nfds_t(events.count), milliseconds) > 0 else { return [] }
        if events[0].revents != 0 { while read(wake, &part, part.count) == part.count {} }
        var orders: [(Int32, BodyOrder)] = []
        for event in events.dropFirst(2) where event.revents & ~Int16(POLLOUT) != 0 {
            for order in receive(event.fd) { orders.append((event.fd, order)) }
        }
        if events[1].revents != 0 { greet() }
        return orders
    }

    func send(_ fields: [[UInt8]], to client: Int32) {
        clients[client]?.unsent += SupervisorMessage.encoded(fields)
    }

    /// Sends what can be sent, and forgets who has gone.
    func flush() {
        for (descriptor, client) in clients {
            if !client.unsent.isEmpty {
                let count = write(descriptor, client.unsent, client.unsent.count)
                if count > 0 { clients[descriptor]?.unsent.removeFirst(count) }
            }
            guard client.isClosed else { continue }
            gone(descriptor)
            close(descriptor)
            clients[descriptor] = nil
        }
    }

    private func greet() {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        guard UnixSocket.isOwn(descriptor) else {
            close(descriptor)
            return
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        clients[descriptor] = Client()
    }

    private func receive(_ descriptor: Int32) -> [BodyOrder] {
        guard var client = clients[descriptor] else { return [] }
        clients[descriptor] = Client()
        while true {
            let count = read(descriptor, &part, part.count)
            if count > 0 { client.received += part.prefix(count) }
            if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { client.isClosed = true }
            if count < part.count { break }
        }
        var orders: [BodyOrder] = []
        var position = 0
        while let fields = SupervisorMessage.next(in: client.received, at: &position) {
            if let order = BodyOrder(fields) { orders.append(order) }
        }
        client.received.removeFirst(position)
        clients[descriptor] = client
        return orders
    }

    private static func event(_ descriptor: Int32, writes: Bool = false) -> pollfd {
        pollfd(fd: descriptor, events: Int16(POLLIN) | (writes ? Int16(POLLOUT) : 0), revents: 0)
    }
}
