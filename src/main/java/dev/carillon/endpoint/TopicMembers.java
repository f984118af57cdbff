package dev.carillon.endpoint;

import dev.carillon.catchup.Beginning;
import dev.carillon.catchup.CatchUp;
import dev.carillon.hub.Audience;
import dev.carillon.lane.Connection;
import dev.carillon.log.PatternSelection;
import dev.carillon.log.Selection;
import dev.carillon.log.Start;
import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicPattern;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a loop that receive one topic or pattern in one form. The connection itself is the member of the
 * hub's audience. It has an object of its own only while it catches up.
 */
final class TopicMembers {
    private final Endpoints endpoints;
    private final TopicPattern pattern;
    private final PatternSelection selection;
    private final Rendering rendering;
    private final Optional<Consumer<Connection>> missed;
    private int connections;
    /** Null while there is no connection. */
    private @Nullable Audience audience;

    /**
     * @param missed reports to a client that publications left the log before it could read them, if its form permits
     *     this
     */
    TopicMembers(
            Endpoints endpoints, TopicPattern pattern, Rendering rendering, Optional<Consumer<Connection>> missed) {
        this.endpoints = endpoints;
        this.pattern = pattern;
        this.selection = new PatternSelection(pattern);
        this.rendering = rendering;
        this.missed = missed;
    }

    boolean isEmpty() {
        return connections == 0;
    }

    /**
     * Starts sending publications to {@code connection}, after this call.
     *
     * @return the position at which it begins; empty if the node does not remember anything
     */
    Optional<Beginning> join(Connection connection, Start start) {
        connections++;
        audience = endpoints.hub.join(pattern, rendering, connection);
        Optional<Beginning> beginning = endpoints.catchUp.map(catchUp -> catchUp.begin(selection, start));
        beginning.ifPresent(known -> begin(connection, known));
        return beginning;
    }

    private void begin(Connection connection, Beginning beginning) {
        if (beginning.isBehind(endpoints.hub.position())) {
            connection.catchUp(new TopicCursor(
                    this, connection, beginning.position(), beginning.valuesThrough(), beginning.lostThrough()));
        }
    }

    /** Remembered publications have been sent up to {@code offset}. */
    void fallBehind(Connection connection, long offset) {
        connection.catchUp(new TopicCursor(this, connection, offset, 0, offset));
    }

    /** Stops sending publications of the topic to {@code connection}, which stays open. */
    void leave(Connection connection) {
        connection.goLive();
        if (audience != null) {
            endpoints.hub.leave(audience, connection);
        }
        if (--connections == 0) {
            audience = null;
        }
    }

    void deliverOutstanding(Connection connection) {
        if (audience != null) {
            endpoints.hub.deliverOutstanding(audience, connection);
        }
    }

    CatchUp catchUp() {
        return endpoints.catchUp.orElseThrow();
    }

    Selection selection() {
        return selection;
    }

    Rendering rendering() {
        return rendering;
    }

    Optional<Consumer<Connection>> missed() {
        return missed;
    }
}
