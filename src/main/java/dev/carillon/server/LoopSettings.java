package dev.carillon.server;

import dev.carillon.admission.Admission;
import dev.carillon.admission.ConnectionLimits;
import dev.carillon.catchup.CatchUp;
import dev.carillon.config.ServiceSettings;
import dev.carillon.door.ConnectionLines;
import dev.carillon.endpoint.Endpoints;
import dev.carillon.http.RequestRules;
import dev.carillon.hub.Hub;
import io.vertx.core.Context;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The parts of one loop that follow changes of the settings.
 *
 * @param maxConnections the limit of the node, by its settings
 * @param catchUp makes the access to the log, for a loop that has none yet
 */
record LoopSettings(
        Context context,
        RequestRules rules,
        ConnectionLimits connectionLimits,
        Admission admission,
        AddressCounting addresses,
        Hub hub,
        Endpoints endpoints,
        ConnectionLines lines,
        ToIntFunction<ServiceSettings> maxConnections,
        Supplier<CatchUp> catchUp) {
    /** The remembered topics do not change. */
    static final long AS_BEFORE = -1;

    /**
     * Puts {@code next} in force on this loop, in a task. Any thread may call this.
     *
     * @param from the offset after which the rules of {@code next} remember publications, or {@link #AS_BEFORE}
     */
    void use(ServiceSettings next, long from, Runnable inForce) {
        try {
            context.runOnContext(now -> {
                try {
                    use(next, from);
                } finally {
                    inForce.run();
                }
            });
        } catch (RejectedExecutionException ended) {
            inForce.run();
        }
    }

    private void use(ServiceSettings next, long from) {
        rules.use(next.admission().origins());
        lines.use(next.logging().connections());
        connectionLimits.use(next.admission(), maxConnections.applyAsInt(next));
        addresses.limiter(next.admission().perAddress()).ifPresent(admission::use);
        endpoints.maxSubscriptions(next.sockets().maxSubscriptions());
        hub.use(next.slowReaderRules());
        if (from != AS_BEFORE) {
            hub.startAt(from);
            endpoints.remember(catchUp, from);
        }
    }
}
