package dev.carillon.endpoint;

import dev.carillon.hub.Hub;
import dev.carillon.hub.TopicPattern;
import dev.carillon.lane.Receiver;
import dev.carillon.websocket.WebSockets;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The endpoints of one loop, and what they share. Each comes in two kinds, for connections that agreed on
 * permessage-deflate and for those that did not.
 */
public final class Endpoints {
    final Hub hub;
    final WebSockets webSockets;
    final Publisher publisher;
    final EndpointMeters meters;
    final SessionLimits limits;

    /** Of those that agreed on permessage-deflate, and of the others: the first get other frames. */
    private final Map<TopicPattern, TopicEndpoint> deflatedTopics = new HashMap<>();

    private final Map<TopicPattern, TopicEndpoint> plainTopics = new HashMap<>();
    private final Receiver deflatedEcho;
    private final Receiver plainEcho;

    public Endpoints(
            Hub hub, WebSockets webSockets, Publisher publisher, EndpointMeters meters, EndpointLimits limits) {
        this.hub = hub;
        this.webSockets = webSockets;
        this.publisher = publisher;
        this.meters = meters;
        this.limits = limits.session();
        this.deflatedEcho = echo(true, limits.maxEchoBytes());
        this.plainEcho = echo(false, limits.maxEchoBytes());
    }

    /** Payloads as they are, of one topic or of all that a pattern matches. */
    public Receiver topic(TopicPattern pattern, boolean deflate) {
        TopicEndpoint known = topics(deflate).get(pattern);
        return known != null ? known.receiver() : new TopicEndpoint(this, pattern, deflate).receiver();
    }

    /** {@code carillon.v1}: a session for one connection. */
    public Receiver session(boolean deflate) {
        return webSockets.receiver(new Session(this, deflate), deflate);
    }

    /** Sends each message back. */
    public Receiver echo(boolean deflate) {
        return deflate ? deflatedEcho : plainEcho;
    }

    private Receiver echo(boolean deflate, int maxBytes) {
        return webSockets.receiver(new EchoEndpoint(meters, deflate), deflate, maxBytes);
    }

    private Map<TopicPattern, TopicEndpoint> topics(boolean deflate) {
        return deflate ? deflatedTopics : plainTopics;
    }

    /** From its first connection to its last, an endpoint is the only one of its pattern, if it came first. */
    void opened(TopicEndpoint endpoint) {
        topics(endpoint.deflate()).putIfAbsent(endpoint.pattern(), endpoint);
    }

    void emptied(TopicEndpoint endpoint) {
        topics(endpoint.deflate()).remove(endpoint.pattern(), endpoint);
    }

    static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
