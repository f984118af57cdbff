package dev.carillon.loadtest.plan;

import java.time.Duration;

/**
 * How connections show that they are alive.
 *
 * @param interval the longest time for which a connection may send nothing
 * @param by what a connection sends before that time is over
 */
public record KeepAlive(Duration interval, By by) {

    /** The default of the flags. */
    static final KeepAlive USUAL = new KeepAlive(Duration.ofSeconds(50), By.PING);

    /** The kind of message that keeps a connection alive. */
    public enum By {
        /** A ping, which has no side effect on a server, and which the server must answer (RFC 6455, 5.5.2). */
        PING,
        /**
         * An unsolicited pong: a heartbeat in one direction, to which no answer is expected (RFC 6455, 5.5.3). It costs
         * half as much as a ping and its answer.
         */
        PONG,
        /** A short text message, for a server that ignores pings and pongs when it detects silence, or that echoes. */
        MESSAGE;

        /** Whether the tester expects an answer. */
        public boolean isAnswered() {
            return this != PONG;
        }
    }

    public KeepAlive {
        Require.within("--keep-alive", "500ms", "1h", interval);
    }
}
