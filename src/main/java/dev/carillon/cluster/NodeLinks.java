package dev.carillon.cluster;

import dev.carillon.bus.OtherNodes;
import dev.carillon.hub.PatternListener;
import dev.carillon.publication.Publication;
import dev.carillon.publication.PublishResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The links to all other nodes: sends them the publications that this node accepts, and receives theirs. It has a
 * separate event loop, so that a busy service does not look like one that has ended.
 */
final class NodeLinks implements OtherNodes {
    private static final int CONNECT_MILLIS = 1000;
    private static final long TICK_MILLIS = 250;
    private static final int FLUSH_TRIES = 200;
    private static final long FLUSH_MILLIS = 10;
    private static final long LINK_BYTES_MAX = 16 << 20;

    private final Vertx vertx;
    private final Context loop;
    private final LinkFacts facts;
    private final NetClient client;
    private final LinkCounts counts = new LinkCounts();
    private final IncomingLinks incoming;

    /** Links that have ended stay here while the node is a member in Hazelcast. */
    private final Map<UUID, OutgoingLink> outgoing = new HashMap<>();

    /** A copy for the threads that publish. */
    private volatile List<OutgoingLink> links = List.of();

    private volatile List<LinkStatus> statuses = List.of();

    /**
     * @param vertx with one event loop, which only the links use
     */
    NodeLinks(Vertx vertx, LinkFacts facts) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.facts = facts;
        this.client = vertx.createNetClient(
                new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true));
        this.incoming = new IncomingLinks(vertx, facts, counts, this::bye);
    }

    /** Accepts connections. The result is the port. */
    Future<Integer> listen(String host, int port) {
        vertx.setPeriodic(TICK_MILLIS, time -> tick());
        return incoming.listen(host, port);
    }

    /** Delivers publications of other nodes from now on. Until this call, the other nodes keep them. */
    void ready(Function<Publication, PublishResult> deliver) {
        loop.runOnContext(now -> incoming.ready(deliver));
    }

    /** Sets the other members. Any thread may call this. */
    void members(Collection<Peer> peers) {
        Map<UUID, Peer> members = peers.stream().collect(Collectors.toMap(Peer::id, peer -> peer, (a, b) -> b));
        loop.runOnContext(now -> follow(members));
    }

    private void follow(Map<UUID, Peer> members) {
        members.forEach((id, peer) -> outgoing.computeIfAbsent(id, absent -> link(peer)));
        outgoing.forEach((id, link) -> link.member(Optional.ofNullable(members.get(id))));
        tick();
    }

    private OutgoingLink link(Peer peer) {
        return new OutgoingLink(facts, peer, client, loop, counts, this::bytesMaxOfALink);
    }

    private long bytesMaxOfALink() {
        long heap = Runtime.getRuntime().maxMemory();
        return Math.min(LINK_BYTES_MAX, Math.min(heap / 64, heap / 8 / Math.max(1, links.size())));
    }

    @Override
    public void tell(Publication publication) {
        List<OutgoingLink> all = links;
        if (all.isEmpty()) {
            return;
        }
        long[] keys = TopicKeys.of(publication.topic());
        Buffer bytes = null;
        for (OutgoingLink link : all) {
            if (link.matches(publication, keys)) {
                bytes = bytes == null ? PublicationBytes.of(publication) : bytes;
                link.send(bytes);
            }
        }
    }

    /** Receives the topics that have subscribers on this node, so that other nodes send nothing else. */
    PatternListener interest() {
        return incoming.ownInterest();
    }

    private void tick() {
        outgoing.values().forEach(OutgoingLink::tick);
        outgoing.values().removeIf(link -> link.hasEnded() && !link.isMember());
        incoming.tick(this::nameOf);
        List<OutgoingLink> now =
                outgoing.values().stream().filter(link -> !link.hasEnded()).toList();
        links = now;
        statuses = now.stream().map(OutgoingLink::status).toList();
    }

    private String nameOf(UUID id) {
        OutgoingLink link = outgoing.get(id);
        return link == null ? id.toString() : link.peer().name();
    }

    private void bye(UUID id) {
        OutgoingLink link = outgoing.get(id);
        if (link != null) {
            link.end("the other node stopped");
        }
    }

    /** Sends the pending publications, for at most two seconds; then notifies the other nodes that this one stops. */
    Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        loop.runOnContext(now -> stopWhenFlushed(stopped, FLUSH_TRIES));
        return stopped.future();
    }

    private void stopWhenFlushed(Promise<Void> stopped, int tries) {
        boolean flushed = outgoing.values().stream().allMatch(OutgoingLink::isFlushed);
        if (flushed || tries == 0) {
            outgoing.values().forEach(OutgoingLink::bye);
            stopped.complete();
        } else {
            outgoing.values().forEach(OutgoingLink::flush);
            vertx.setTimer(FLUSH_MILLIS, later -> stopWhenFlushed(stopped, tries - 1));
        }
    }

    LinkCounts counts() {
        return counts;
    }

    /** The statuses at the last tick. Any thread may call this. */
    List<LinkStatus> statuses() {
        return statuses;
    }
}
