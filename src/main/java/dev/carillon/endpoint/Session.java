package dev.carillon.endpoint;

import dev.carillon.auth.Forbidden;
import dev.carillon.auth.Grant;
import dev.carillon.catchup.Beginning;
import dev.carillon.frame.CloseCode;
import dev.carillon.lane.Connection;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Start;
import dev.carillon.protocol.Command;
import dev.carillon.protocol.Command.Authenticate;
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
import dev.carillon.publication.PublishResult.Outcome;
import dev.carillon.publication.PublishResult.Pending;
import dev.carillon.publication.PublishResult.Refused;
import dev.carillon.publication.PublishResult.Taken;
import dev.carillon.rate.Limited;
import dev.carillon.topic.TopicPattern;
import dev.carillon.websocket.CloseCause;
import dev.carillon.websocket.WebSocketHandler;
import dev.carillon.websocket.WebSockets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A {@code carillon.v1} connection: its commands, its credentials and its subscriptions. */
final class Session implements WebSocketHandler {
    /** The time before the expiry of its credentials at which a client is warned. */
    private static final Duration WARNING = Duration.ofSeconds(30);

    private final Subscriptions subscriptions;
    private Grant grant;

    Session(Sessions kind, Grant grant) {
        this.subscriptions = new Subscriptions(kind);
        this.grant = grant;
    }

    @Override
    public void onOpen(Connection connection) {
        subscriptions.open(connection);
        endpoints().meters.opened();
        SessionLimits limits = endpoints().limits;
        send(new Event.Welcome(
                limits.version(),
                limits.maxMessageBytes(),
                limits.idleTimeout(),
                limits.maxSubscriptions(),
                expiresIn()));
    }

    @Override
    public void onText(Connection connection, ByteBuffer utf8) {
        try {
            Command command = CommandReader.read(utf8);
            try {
                execute(command);
            } catch (Forbidden forbidden) {
                fail(command.id(), ErrorCode.FORBIDDEN, String.valueOf(forbidden.getMessage()));
            }
        } catch (InvalidCommand invalid) {
            send(invalid.answer());
        }
    }

    @Override
    public void onVisit(Connection connection) {
        if (!grant.mayEnd()) {
            return;
        }
        endpoints().closeIfEnded(connection, grant);
        expiresIn()
                .filter(left -> left.compareTo(WARNING) <= 0 && !grant.isWarned() && WebSockets.isOpen(connection))
                .ifPresent(left -> {
                    grant = grant.warned();
                    send(new Event.Expiring(left));
                });
    }

    @Override
    public void onBinary(Connection connection, ByteBuffer data) {
        endpoints()
                .webSockets
                .close(
                        connection,
                        CloseCause.VIOLATION,
                        CloseCode.UNSUPPORTED_DATA,
                        "expected commands as JSON in text messages, but was a binary message");
    }

    @Override
    public void onBehind(Connection connection, long offset) {
        subscriptions.fallBehind(offset);
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
        subscriptions.clear();
        return endpoints().left;
    }

    @Override
    public void onClosed(Connection connection, CloseCause cause, int code) {
        subscriptions.clear();
        endpoints().meters.closed(connection, cause, code);
    }

    private void execute(Command command) {
        switch (command) {
            case Subscribe subscribe -> subscribe(subscribe);
            case Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
            case Publish publish -> publish(publish);
            case Authenticate authenticate -> authenticate(authenticate);
            case Ping ping -> send(new Event.Pong(ping.id()));
        }
    }

    private void subscribe(Subscribe command) {
        TopicPattern topic = command.topic();
        grant.requireSubscribe(topic);
        if (subscriptions.find(topic).isPresent()) {
            fail(
                    command.id(),
                    ErrorCode.ALREADY_SUBSCRIBED,
                    "expected a topic that is not subscribed to yet, but was " + topic);
        } else if (subscriptions.count() >= endpoints().limits.maxSubscriptions()) {
            fail(
                    command.id(),
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    "expected at most " + endpoints().limits.maxSubscriptions() + " subscriptions, but was one more");
        } else {
            endpoints()
                    .rates
                    .subscribe(subscriptions.connection(), apiKey())
                    .ifPresentOrElse(
                            limited -> fail(command.id(), limited),
                            () -> subscribe(command.id(), topic, command.start()));
        }
    }

    private void subscribe(OptionalLong id, TopicPattern topic, Start start) {
        try {
            Optional<Beginning> beginning = subscriptions.add(topic, endpoints().requireKnown(start));
            // Before the first message of the subscription.
            send(new Event.Subscribed(
                    id, topic, endpoints().resumable(beginning.stream().toList()), recovered(start, beginning)));
        } catch (InvalidStart unknown) {
            fail(id, ErrorCode.UNKNOWN_POSITION, String.valueOf(unknown.getMessage()));
        }
    }

    /** Empty if the node does not remember anything. */
    private static Optional<Boolean> recovered(Start start, Optional<Beginning> beginning) {
        return start instanceof Start.Since
                ? Optional.of(beginning.flatMap(Beginning::recovered).orElse(false))
                : Optional.empty();
    }

    private void unsubscribe(Unsubscribe command) {
        Optional<Subscription> found = subscriptions.find(command.topic());
        if (found.isEmpty()) {
            fail(
                    command.id(),
                    ErrorCode.NOT_SUBSCRIBED,
                    "expected a topic that is subscribed to, but was " + command.topic());
            return;
        }
        subscriptions.remove(found.get());
        send(new Event.Unsubscribed(command.id(), command.topic()));
    }

    private void publish(Publish command) {
        grant.requirePublish(command.topic());
        Optional<Limited> limited = endpoints().rates.publish(subscriptions.connection(), apiKey());
        if (limited.isPresent()) {
            fail(command.id(), limited.get());
            return;
        }
        try {
            switch (result(command)) {
                case Outcome outcome -> answer(command, outcome);
                case Pending pending -> answerLater(command, pending);
            }
        } catch (KeyReused reused) {
            answer(command, reused);
        }
    }

    private void answerLater(Publish command, Pending pending) {
        PublishResult.whenKnown(List.of(pending), (outcomes, reused) -> {
            Connection connection = subscriptions.connection();
            if (WebSockets.isOpen(connection)) {
                connection.run(() -> reused.ifPresentOrElse(
                        mistake -> answer(command, mistake), () -> answer(command, outcomes.getFirst())));
            }
        });
    }

    private void answer(Publish command, KeyReused reused) {
        fail(command.id(), ErrorCode.KEY_REUSED, String.valueOf(reused.getMessage()));
    }

    private PublishResult result(Publish command) {
        Publisher publisher = endpoints().publisher;
        return command.key().isEmpty()
                ? publisher.publish(command.topic(), command.payload())
                : publisher
                        .publish(List.of(command.topic()), command.payload(), command.key(), grant)
                        .getFirst();
    }

    private void answer(Publish command, Outcome outcome) {
        switch (outcome) {
            case Taken taken -> {
                if (command.id().isPresent()) {
                    send(new Event.Published(command.id(), command.topic(), taken.id()));
                }
            }
            case Refused refused -> fail(command.id(), ErrorCode.TRY_AGAIN_LATER, refused.message());
        }
    }

    private void authenticate(Authenticate command) {
        Connection connection = subscriptions.connection();
        endpoints().renewal.verify(command.token(), connection, result -> {
            if (WebSockets.isOpen(connection)) {
                connection.run(() -> answer(command, result));
            }
        });
    }

    private void answer(Authenticate command, Renewal.Result result) {
        switch (result) {
            case Renewal.Accepted accepted -> {
                grant = accepted.grant();
                endSubscriptionsWithoutPermission();
                send(new Event.Authenticated(command.id(), expiresIn()));
            }
            case Renewal.Refused refused ->
                send(new Event.Failed(command.id(), refused.code(), refused.message(), refused.retryAfterMillis()));
        }
    }

    private void endSubscriptionsWithoutPermission() {
        for (TopicPattern topic : subscriptions.patterns()) {
            if (!grant.permissions().maySubscribe(topic)) {
                subscriptions.find(topic).ifPresent(subscriptions::remove);
                send(new Event.Unsubscribed(OptionalLong.empty(), topic));
            }
        }
    }

    private Optional<Duration> expiresIn() {
        OptionalLong millis = grant.millisLeft(endpoints().timeOfDay.millis());
        return millis.isPresent() ? Optional.of(Duration.ofMillis(millis.getAsLong())) : Optional.empty();
    }

    private void fail(OptionalLong id, Limited limited) {
        send(new Event.Failed(
                id, ErrorCode.RATE_LIMITED, limited.messageWithTime(), OptionalLong.of(limited.retryAfterMillis())));
    }

    private void fail(OptionalLong id, ErrorCode code, String message) {
        send(new Event.Failed(id, code, message));
    }

    private Optional<String> apiKey() {
        return grant.key().apiKey();
    }

    private void send(Event event) {
        subscriptions.connection().send(EventWriter.frame(event));
    }

    private Endpoints endpoints() {
        return subscriptions.kind().endpoints();
    }
}
