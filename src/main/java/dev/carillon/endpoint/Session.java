package dev.carillon.endpoint;

import dev.carillon.catchup.Beginning;
import dev.carillon.frame.CloseCode;
import dev.carillon.lane.Connection;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Start;
import dev.carillon.protocol.Command;
import dev.carillon.protocol.Command.Ping;
import dev.carillon.protocol.Command.Publish;
import dev.carillon.protocol.Command.Subscribe;
import dev.carillon.protocol.Command.Unsubscribe;
import dev.carillon.protocol.CommandReader;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Event;
import dev.carillon.protocol.EventWriter;
import dev.carillon.protocol.InvalidCommand;
import dev.carillon.publication.KeyReused;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One connection that speaks {@code carillon.v1}: its subscriptions, in the order in which they were made. */
final class Session implements WebSocketHandler {
    private final Sessions kind;
    /** Null until it is open. */
    private @Nullable Subscriptions subscriptions;

    Session(Sessions kind) {
        this.kind = kind;
    }

    @Override
    public void onOpen(Connection connection) {
        subscriptions = new Subscriptions(kind, connection);
        endpoints().meters.opened();
        SessionLimits limits = endpoints().limits;
        send(new Event.Welcome(
                limits.version(), limits.maxMessageBytes(), limits.idleTimeout(), limits.maxSubscriptions()));
    }

    @Override
    public void onText(Connection connection, ByteBuffer utf8) {
        try {
            obey(CommandReader.read(utf8));
        } catch (InvalidCommand invalid) {
            send(invalid.answer());
        }
    }

    @Override
    public void onBinary(Connection connection, ByteBuffer data) {
        endpoints()
                .webSockets
                .close(
                        connection,
                        CloseCause.VIOLATION,
                        CloseCode.UNSUPPORTED_DATA,
                        "expected commands as JSON in text messages, but got a binary message");
    }

    @Override
    public void onBehind(Connection connection, long offset) {
        subscriptions().fallBehind(offset);
    }

    @Override
    public void onMissed(Connection connection, int count) {
        connection.sendUrgent(EventWriter.frame(new Event.Missed(OptionalLong.of(count))));
    }

    @Override
    public void onShutDown(Connection connection, Duration reconnectAfter) {
        send(new Event.Bye("the service is restarting", reconnectAfter));
    }

    @Override
    public WebSocketHandler onClosing(Connection connection) {
        subscriptions().clear();
        return endpoints().left;
    }

    @Override
    public void onClosed(Connection connection, CloseCause cause, int code) {
        subscriptions().clear();
        endpoints().meters.closed(connection, cause, code);
    }

    private void obey(Command command) {
        switch (command) {
            case Subscribe subscribe -> subscribe(subscribe);
            case Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
            case Publish publish -> publish(publish);
            case Ping ping -> send(new Event.Pong(ping.id()));
        }
    }

    private void subscribe(Subscribe command) {
        TopicPattern topic = command.topic();
        if (subscriptions().find(topic).isPresent()) {
            fail(command.id(), ErrorCode.ALREADY_SUBSCRIBED, "expected a new topic, but was subscribed to " + topic);
        } else if (subscriptions().count() >= endpoints().limits.maxSubscriptions()) {
            fail(
                    command.id(),
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    "expected at most " + endpoints().limits.maxSubscriptions() + " subscriptions, but was one more");
        } else {
            subscribe(command.id(), topic, command.start());
        }
    }

    private void subscribe(OptionalLong id, TopicPattern topic, Start start) {
        try {
            Optional<Beginning> beginning =
                    subscriptions().add(topic, endpoints().requireKnown(start));
            // Still ahead of the first message.
            send(new Event.Subscribed(
                    id, topic, endpoints().resumable(beginning.stream().toList()), recovered(start, beginning)));
        } catch (InvalidStart unknown) {
            fail(id, ErrorCode.UNKNOWN_POSITION, String.valueOf(unknown.getMessage()));
        }
    }

    /** A node that remembers nothing recovers nothing. */
    private static Optional<Boolean> recovered(Start start, Optional<Beginning> beginning) {
        return start instanceof Start.Since
                ? Optional.of(beginning.flatMap(Beginning::recovered).orElse(false))
                : Optional.empty();
    }

    private void unsubscribe(Unsubscribe command) {
        Optional<Subscription> found = subscriptions().find(command.topic());
        if (found.isEmpty()) {
            fail(
                    command.id(),
                    ErrorCode.NOT_SUBSCRIBED,
                    "expected a topic that is subscribed to, but was " + command.topic());
            return;
        }
        subscriptions().remove(found.get());
        send(new Event.Unsubscribed(command.id(), command.topic()));
    }

    private void publish(Publish command) {
        try {
            tell(command, result(command));
        } catch (KeyReused reused) {
            fail(command.id(), ErrorCode.KEY_REUSED, String.valueOf(reused.getMessage()));
        }
    }

    private PublishResult result(Publish command) {
        Publisher publisher = endpoints().publisher;
        return command.key().isEmpty()
                ? publisher.publish(command.topic(), command.payload())
                : publisher
                        .publish(List.of(command.topic()), command.payload(), command.key())
                        .getFirst();
    }

    private void tell(Publish command, PublishResult result) {
        switch (result) {
            case Taken taken -> {
                if (command.id().isPresent()) {
                    send(new Event.Published(command.id(), command.topic(), taken.id()));
                }
            }
            case Busy busy -> fail(command.id(), ErrorCode.TRY_AGAIN_LATER, busy.message());
        }
    }

    private void fail(OptionalLong id, ErrorCode code, String message) {
        send(new Event.Failed(id, code, message));
    }

    private void send(Event event) {
        subscriptions().connection().send(EventWriter.frame(event));
    }

    private Endpoints endpoints() {
        return kind.endpoints();
    }

    private Subscriptions subscriptions() {
        return Objects.requireNonNull(subscriptions);
    }
}
