package dev.carillon.loadtest.plan;

import java.time.Duration;

/**
 * How connections show that they are alive.
 *
 * @param interval the longest that any of them may stay silent
 */
public record KeepAlive(Duration interval, By by) {

    /** As it is where no flag says otherwise. */
    static final KeepAlive USUAL = new KeepAlive(Duration.ofSeconds(50), By.PING);

    /** What a connection sends. */
    public enum By {
        /** A ping, which changes nothing on any server and must be answered (RFC 6455, 5.5.2). */
        PING,
        /**
         * An unsolicited pong: a heartbeat in one direction, to which no answer is expected (RFC 6455, 5.5.3). Takes
         * half of what a ping and its answer take.
         */
        PONG,
        /** A short text message, for a server that counts messages only, or echoes them. */
        MESSAGE;

        /** Whether a peer answers it. */
        public boolean isAnswered() {
            return this != PONG;
        }
    }

    public KeepAlive {
        Require.within("--keep-alive", "500ms", "1h", interval);
    }
}
