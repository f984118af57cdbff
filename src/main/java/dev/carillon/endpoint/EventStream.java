package dev.carillon.endpoint;

import dev.carillon.auth.Grant;
import dev.carillon.lane.Connection;
import dev.carillon.lane.Ending;
import dev.carillon.lane.Receiver;
import dev.carillon.protocol.StreamText;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The receiver of a connection that is an event stream (HTML, 9.2). Bytes after the request are dropped. If the peer
 * closes its side, the stream ends.
 */
sealed interface EventStream extends Receiver permits TopicStream, TopicsStream {

    EventStreams all();

    /** Permits its topics. */
    Grant grant();

    /** Removes {@code connection} from the hub. */
    void leave(Connection connection);

    @Override
    default void onBytes(Connection connection, ByteBuffer bytes) {}

    @Override
    default void onVisit(Connection connection, int nowSeconds, int silentSeconds) {
        if (all().hasEnded(grant())) {
            leave(connection);
            all().expire(connection, nowSeconds);
        } else {
            all().visit(connection, silentSeconds);
        }
    }

    @Override
    default void onMissed(Connection connection, int count) {
        connection.sendUrgent(StreamText.missed(OptionalLong.of(count)));
    }

    @Override
    default void onShutDown(Connection connection, Duration reconnectAfter) {
        if (connection.isOpen()) {
            leave(connection);
            all().shutDown(connection, reconnectAfter);
        }
    }

    @Override
    default void onClosed(Connection connection, Ending ending) {
        leave(connection);
        all().closed(connection, ending);
    }
}
