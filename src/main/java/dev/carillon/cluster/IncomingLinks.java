package dev.carillon.cluster;

import static java.lang.System.Logger.Level.WARNING;

import dev.carillon.bus.InvalidPublication;
import dev.carillon.bus.PublicationCodec;
import dev.carillon.cluster.LinkFrames.Hello;
import dev.carillon.cluster.OwnInterest.News;
import dev.carillon.logging.LogField;
import dev.carillon.logging.OncePerMinute;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import dev.carillon.publication.PublishResult.Busy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All links on which other nodes send; their publications are published here. Confined to the loop of the links. */
final class IncomingLinks implements IncomingLink.Owner {
    private static final System.Logger LOG = System.getLogger(IncomingLinks.class.getName());

    /** The most connections that have not proved yet that they belong to the cluster. */
    private static final int STRANGERS_MAX = 64;

    /** Longer than another node tries to send unconfirmed publications again. */
    private static final Duration REMEMBERED = OutgoingLink.LOST_FOR_GOOD.plusMinutes(5);

    private static final int TICKS_BETWEEN_LOSSES_OF_INTEREST = 20;

    private final Vertx vertx;
    private final LinkFacts facts;
    private final LinkCounts counts;
    private final Consumer<UUID> onBye;
    private final OwnInterest interest;
    private final PublicationCodec codec = new PublicationCodec(System::nanoTime);
    private final OncePerMinute invalid = new OncePerMinute(System::nanoTime);
    private final Map<LinkRefusal, OncePerMinute> refusals = new HashMap<>();
    private final Map<UUID, IncomingLink> byNode = new HashMap<>();
    private final Map<UUID, ReceivedNumbers> received = new HashMap<>();

    /** In the order in which they connected. */
    private final Set<IncomingLink> strangers = new LinkedHashSet<>();

    private long ticks;

    /** Null until this node is ready. */
    private @Nullable Function<Publication, PublishResult> deliver;

    /**
     * @param onBye receives the ids of nodes that stop
     */
    IncomingLinks(Vertx vertx, LinkFacts facts, LinkCounts counts, Consumer<UUID> onBye) {
        Context loop = vertx.getOrCreateContext();
        this.interest = new OwnInterest(() -> loop.runOnContext(now -> tellInterest(false)));
        this.vertx = vertx;
        this.facts = facts;
        this.counts = counts;
        this.onBye = onBye;
    }

    /** Listens. The result is the port. */
    Future<Integer> listen(String host, int port) {
        return vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true))
                .connectHandler(this::connected)
                .listen(port, host)
                .map(NetServer::actualPort);
    }

    /** Delivers received publications from now on. Until this call, the other nodes keep them. */
    void ready(Function<Publication, PublishResult> deliver) {
        this.deliver = deliver;
        List.copyOf(strangers).forEach(IncomingLink::resume);
    }

    private void connected(NetSocket socket) {
        IncomingLink link = new IncomingLink(facts, socket, this);
        strangers.add(link);
        if (deliver == null) {
            link.pause();
        }
        if (strangers.size() > STRANGERS_MAX) {
            strangers.iterator().next().end("too many connections");
        }
    }

    /**
     * @param nameOf the name of a node, for logs
     */
    void tick(Function<UUID, String> nameOf) {
        if (deliver != null) {
            List.copyOf(strangers).forEach(IncomingLink::tick);
        }
        List.copyOf(byNode.values()).forEach(IncomingLink::tick);
        if (++ticks % TICKS_BETWEEN_LOSSES_OF_INTEREST == 0) {
            tellInterest(true);
        }
        received.forEach((id, from) -> tellLost(from, nameOf.apply(id)));
        received.values().removeIf(from -> from.isSilentFor(REMEMBERED));
    }

    private void tellInterest(boolean gone) {
        News news = interest.news(gone);
        if (!news.isEmpty()) {
            byNode.values().forEach(link -> link.tell(news));
        }
    }

    OwnInterest ownInterest() {
        return interest;
    }

    @Override
    public News interest() {
        tellInterest(false);
        return interest.all();
    }

    private void tellLost(ReceivedNumbers from, String name) {
        long lost = from.newlyMissing();
        if (lost > 0) {
            counts.lost.add(lost);
            LOG.log(
                    WARNING,
                    "cluster publications lost, which another node had given up",
                    LogField.of("node", name),
                    LogField.of("count", lost));
        }
    }

    @Override
    public ReceivedNumbers welcome(IncomingLink link, Hello hello) {
        strangers.remove(link);
        IncomingLink earlier = byNode.put(hello.from(), link);
        if (earlier != null) {
            earlier.end("replaced");
        }
        return received.compute(
                hello.from(),
                (id, before) -> before != null && before.stream() == hello.stream()
                        ? before
                        : new ReceivedNumbers(hello.stream()));
    }

    @Override
    public void publication(Buffer bytes) {
        counts.received.increment();
        try {
            Publication publication = codec.decodeFromWire(0, bytes);
            if (deliver != null && deliver.apply(publication) instanceof Busy) {
                counts.refused.increment();
            }
        } catch (InvalidPublication damaged) {
            counts.refused.increment();
            invalid.admit()
                    .ifPresent(suppressed -> LOG.log(
                            WARNING,
                            "cluster publication refused",
                            LogField.of("reason", damaged.getMessage()),
                            LogField.of("suppressed", suppressed)));
        }
    }

    @Override
    public void bye(UUID from) {
        received.remove(from);
        onBye.accept(from);
    }

    @Override
    public void refused(String host, LinkRefusal why) {
        refusals.computeIfAbsent(why, kind -> new OncePerMinute(System::nanoTime))
                .admit()
                .ifPresent(suppressed -> LOG.log(
                        WARNING,
                        "cluster link of another node refused",
                        LogField.of("host", host),
                        LogField.of("reason", why.message()),
                        LogField.of("suppressed", suppressed)));
    }

    @Override
    public void ended(IncomingLink link) {
        strangers.remove(link);
        byNode.values().remove(link);
    }
}
