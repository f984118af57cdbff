package dev.carillon.endpoint;

import dev.carillon.hub.Hub;
import dev.carillon.hub.TopicPattern;
import dev.carillon.lane.Receiver;
import dev.carillon.websocket.WebSockets;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The endpoints of one loop, and what they share. */
public final class Endpoints {
    final Hub hub;
    final WebSockets webSockets;
    final Publisher publisher;
    final EndpointMeters meters;
    final SessionLimits limits;

    private final Map<TopicPattern, TopicEndpoint> topics = new HashMap<>();
    private final Receiver echo;

    public Endpoints(
            Hub hub, WebSockets webSockets, Publisher publisher, EndpointMeters meters, EndpointLimits limits) {
        this.hub = hub;
        this.webSockets = webSockets;
        this.publisher = publisher;
        this.meters = meters;
        this.limits = limits.session();
        this.echo = webSockets.receiver(new EchoEndpoint(meters), limits.maxEchoBytes());
    }

    /** Payloads as they are, of one topic or of all that a pattern matches. */
    public Receiver topic(TopicPattern pattern) {
        TopicEndpoint known = topics.get(pattern);
        return known != null ? known.receiver() : new TopicEndpoint(this, pattern).receiver();
    }

    /** {@code carillon.v1}: a session for one connection. */
    public Receiver session() {
        return webSockets.receiver(new Session(this));
    }

    /** Sends each message back. */
    public Receiver echo() {
        return echo;
    }

    /** From its first connection to its last, an endpoint is the only one of its pattern, if it came first. */
    void opened(TopicEndpoint endpoint) {
        topics.putIfAbsent(endpoint.pattern(), endpoint);
    }

    void emptied(TopicEndpoint endpoint) {
        topics.remove(endpoint.pattern(), endpoint);
    }

    static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
