package dev.carillon.server;

import dev.carillon.bus.PublicationBus;
import dev.carillon.config.Rate;
import dev.carillon.config.ServiceSettings;
import dev.carillon.log.HistoryRules;
import dev.carillon.metrics.SettingsMeters;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The current settings, and the only way to change them while the node serves. Any thread other than an event loop may
 * change them, one at a time. Each loop then changes its own copy in a task, so that the path of a message has no
 * shared state.
 */
final class LiveSettings {
    private static final Logger LOG = System.getLogger(LiveSettings.class.getName());

    /** Much longer than the longest turn of a loop. */
    private static final int LOOP_SECONDS = 10;

    private final Node node;
    private final SettingsMeters meters;
    private final List<LoopSettings> loops = new ArrayList<>();
    /** Any thread may read it. */
    private volatile ServiceSettings inForce;

    private @Nullable PublicationBus bus;

    LiveSettings(ServiceSettings first, Node node) {
        this.inForce = first;
        this.node = node;
        this.meters = node.meters().settings(AccessControl.TIME_OF_DAY);
    }

    /** The current limit on handshakes per second; infinite without a limit. */
    double handshakeRate() {
        return inForce.admission().handshakeRate().map(Rate::perSecond).orElse(Double.POSITIVE_INFINITY);
    }

    /** Changes of topic intervals are also applied to {@code bus}. */
    synchronized void follow(PublicationBus bus) {
        this.bus = bus;
    }

    /** Changes are also applied to {@code loop}. */
    synchronized void follow(LoopSettings loop) {
        loops.add(loop);
    }

    synchronized void use(ServiceSettings next) throws InterruptedException {
        ServiceSettings live = inForce.withLiveOf(next);
        // First, because this may throw.
        node.access().reload(live.access());
        node.addresses(live.admission().perAddress());
        node.rates().use(live.rates());
        CountDownLatch following = new CountDownLatch(loops.size());
        useTopics(live, (loop, from) -> loop.use(live, from, following::countDown));
        inForce = live;
        if (!following.await(LOOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.log(
                    Level.WARNING,
                    "a loop has not applied the settings for " + LOOP_SECONDS + " s; it applies them when it can");
        }
        meters.applied();
    }

    /** @param onLoop called for each loop, with the offset after which the new rules remember publications */
    private void useTopics(ServiceSettings live, BiConsumer<LoopSettings, Long> onLoop) {
        if (bus != null) {
            bus.use(live.topics());
        }
        HistoryRules before = inForce.historyRules();
        HistoryRules rules = live.historyRules();
        if (rules.equals(before) || !(rules.remember() || before.remember())) {
            loops.forEach(loop -> onLoop.accept(loop, LoopSettings.AS_BEFORE));
            return;
        }
        // Under the lock of the log: what the next rules remember comes to each loop after its task.
        node.log().use(rules, from -> loops.forEach(loop -> onLoop.accept(loop, from)));
        if (rules.remember()) {
            node.meters().history(node.log());
        }
    }

    void refused() {
        meters.refused();
    }
}
