package dev.carillon.endpoint;

import dev.carillon.frame.CloseCode;
import dev.carillon.lane.BeginReceiver;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Receiver;
import dev.carillon.log.Start;
import dev.carillon.protocol.MessageForm;
import dev.carillon.publication.Payload;
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.rate.Limited;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketHandler;
import dev.carillon.websocket.WebSockets;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Handles all connections of a loop that subscribe to one topic or pattern with raw payloads. The connections share
 * this object and have none of their own: the connection itself is the member of the hub's audience.
 */
final class TopicEndpoint implements WebSocketHandler {
    private final Endpoints endpoints;
    private final EndpointKey key;
    private final Receiver receiver;
    private final TopicMembers members;

    TopicEndpoint(Endpoints endpoints, EndpointKey key) {
        this.endpoints = endpoints;
        this.key = key;
        this.members = new TopicMembers(
                endpoints, key.pattern(), MessageForm.RAW.rendering(key.compression()), Optional.empty());
        this.receiver = endpoints.webSockets.receiver(this, key.compression().deflates());
    }

    EndpointKey key() {
        return key;
    }

    Receiver receiver() {
        return receiver;
    }

    /** For a connection that does not begin with the next publication. All others share {@link #receiver()}. */
    Receiver receiver(Start start) {
        return start.equals(Start.LIVE)
                ? receiver
                : new BeginReceiver(connection -> {
                    connection.receiver(receiver);
                    open(connection, start);
                });
    }

    @Override
    public void onOpen(Connection connection) {
        open(connection, Start.LIVE);
    }

    private void open(Connection connection, Start start) {
        if (members.isEmpty()) {
            endpoints.opened(this);
        }
        members.join(connection, start);
        endpoints.meters.opened();
    }

    @Override
    public void onVisit(Connection connection) {
        endpoints.closeIfEnded(connection, key.grant());
    }

    @Override
    public void onBehind(Connection connection, long offset) {
        members.fallBehind(connection, offset);
    }

    @Override
    public void onText(Connection connection, ByteBuffer utf8) {
        publish(connection, Payload.text(Endpoints.copy(utf8)));
    }

    @Override
    public void onBinary(Connection connection, ByteBuffer data) {
        publish(connection, Payload.binary(Endpoints.copy(data)));
    }

    private void publish(Connection connection, Payload payload) {
        TopicPattern pattern = key.pattern();
        if (pattern.hasWildcards()) {
            endpoints.webSockets.close(
                    connection,
                    CloseCause.VIOLATION,
                    CloseCode.POLICY_VIOLATION,
                    "expected no message, because a client can publish to a topic only, but was one to the pattern "
                            + pattern);
            return;
        }
        if (pattern.isOfTheService()) {
            endpoints.webSockets.close(
                    connection,
                    CloseCause.VIOLATION,
                    CloseCode.POLICY_VIOLATION,
                    "expected no message, because only the service publishes to " + pattern);
            return;
        }
        TopicName topic = new TopicName(pattern.value());
        if (!key.grant().permissions().mayPublish(topic)) {
            endpoints.webSockets.close(
                    connection,
                    CloseCause.VIOLATION,
                    CloseCode.POLICY_VIOLATION,
                    "expected no message, because these credentials do not permit publishing to " + topic);
            return;
        }
        Optional<Limited> limited =
                endpoints.rates.publish(connection, key.grant().key().apiKey());
        if (limited.isPresent()) {
            endpoints.webSockets.close(
                    connection,
                    CloseCause.DONE,
                    CloseCode.TRY_AGAIN_LATER,
                    limited.get().messageWithTime());
            return;
        }
        switch (endpoints.publisher.publish(topic, payload)) {
            case Outcome outcome -> answer(connection, outcome);
            case Pending pending ->
                pending.outcome().thenAccept(outcome -> {
                    if (WebSockets.isOpen(connection)) {
                        connection.run(() -> answer(connection, outcome));
                    }
                });
        }
    }

    private void answer(Connection connection, Outcome outcome) {
        if (outcome instanceof Refused refused) {
            endpoints.webSockets.close(connection, CloseCause.DONE, CloseCode.TRY_AGAIN_LATER, refused.message());
        }
    }

    @Override
    public WebSocketHandler onClosing(Connection connection) {
        leave(connection);
        return endpoints.left;
    }

    @Override
    public void onClosed(Connection connection, CloseCause cause, int code) {
        leave(connection);
        endpoints.meters.closed(connection, cause, code);
    }

    private void leave(Connection connection) {
        members.leave(connection);
        if (members.isEmpty()) {
            endpoints.emptied(this);
        }
    }
}
