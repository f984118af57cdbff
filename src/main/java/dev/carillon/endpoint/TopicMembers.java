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
 * The connections of a loop that receive one topic or pattern in one form. The connection itself stands in the hub's
 * audience, and has no object of its own but where it catches up.
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

    /** @param missed tells a client that publications have left the log before it could read them, where it can be told */
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
     * Begins to bring publications to {@code connection}; never from within this call.
     *
     * @return where it begins, where the node remembers anything
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

    /** What is remembered has been sent up to {@code offset}. */
    void fallBehind(Connection connection, long offset) {
        connection.catchUp(new TopicCursor(this, connection, offset, 0, offset));
    }

    /** From now on nothing of the topic is brought to {@code connection}, which may go on with something else. */
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
