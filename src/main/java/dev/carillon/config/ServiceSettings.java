package dev.carillon.config;

import java.util.Optional;

/**
 * How the service runs.
 *
 * @param loops event loops that serve sockets, each with everything of its own
 * @param page whether the page at {@code /} is served
 * @param cluster how to find other nodes; without it this one stands alone
 */
public record ServiceSettings(
        Listening listening,
        int loops,
        LaneChoice lane,
        SocketSettings sockets,
        AdmissionSettings admission,
        StopSettings stop,
        boolean page,
        Optional<ClusterSettings> cluster) {

    public ServiceSettings {
        if (loops < 1 || loops > 1024) {
            throw new IllegalArgumentException("--loops must be 1 to 1024 or auto, was " + loops);
        }
    }

    public static ServiceSettings defaults() {
        return new ServiceSettings(
                Listening.defaults(),
                1,
                LaneChoice.AUTO,
                SocketSettings.defaults(),
                AdmissionSettings.defaults(),
                StopSettings.defaults(),
                true,
                Optional.empty());
    }

    public ServiceSettings with(Listening listening) {
        return new ServiceSettings(listening, loops, lane, sockets, admission, stop, page, cluster);
    }

    public ServiceSettings withLoops(int loops) {
        return new ServiceSettings(listening, loops, lane, sockets, admission, stop, page, cluster);
    }

    public ServiceSettings with(LaneChoice lane) {
        return new ServiceSettings(listening, loops, lane, sockets, admission, stop, page, cluster);
    }

    public ServiceSettings with(SocketSettings sockets) {
        return new ServiceSettings(listening, loops, lane, sockets, admission, stop, page, cluster);
    }

    public ServiceSettings with(AdmissionSettings admission) {
        return new ServiceSettings(listening, loops, lane, sockets, admission, stop, page, cluster);
    }

    public ServiceSettings with(StopSettings stop) {
        return new ServiceSettings(listening, loops, lane, sockets, admission, stop, page, cluster);
    }
}
