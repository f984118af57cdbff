package dev.carillon.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How the service runs.
 *
 * @param loops event loops that serve sockets, each with everything of its own
 * @param drain time over which connections are closed at the end
 * @param page whether the page at {@code /} is served
 * @param cluster how to find other nodes; without it this one stands alone
 */
public record ServiceSettings(
        Listening listening,
        int loops,
        LaneChoice lane,
        SocketSettings sockets,
        Duration drain,
        boolean page,
        Optional<ClusterSettings> cluster) {

    public ServiceSettings {
        if (loops < 1 || loops > 1024) {
            throw new IllegalArgumentException("--loops must be 1 to 1024 or auto, was " + loops);
        }
        if (drain.isNegative() || drain.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("--drain must be 0s to 1h, was " + drain.toMillis() + "ms");
        }
    }

    public static ServiceSettings defaults() {
        return new ServiceSettings(
                Listening.defaults(),
                1,
                LaneChoice.AUTO,
                SocketSettings.defaults(),
                Duration.ofSeconds(5),
                true,
                Optional.empty());
    }
}
