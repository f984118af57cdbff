package dev.carillon.cluster;

import dev.carillon.cluster.OutgoingLink.State;
import dev.carillon.config.ClusterSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The state of the cluster as this node sees it, for operators. Any thread may call it. */
public final class ClusterHealth {
    private final ClusterSettings settings;
    private final ClusterMembers members;
    private final NodeLinks links;

    /** Null until its port is known. */
    private volatile @Nullable Peer self;

    private volatile boolean hazelcastEnded;

    ClusterHealth(ClusterSettings settings, ClusterMembers members, NodeLinks links) {
        this.settings = settings;
        this.members = members;
        this.links = links;
    }

    void self(Peer known) {
        self = known;
    }

    /** The number of members in Hazelcast, including this node; 0 before it has joined. */
    public int memberCount() {
        return members.count();
    }

    /**
     * Records that Hazelcast has ended unexpectedly and does not restart, for example because it could not join another
     * part of the cluster.
     */
    void hazelcastEnded() {
        hazelcastEnded = true;
    }

    /** A failure that only a restart of the process repairs, if there is one. */
    public Optional<String> notAlive() {
        return hazelcastEnded
                ? Optional.of("Hazelcast has ended: this node is in no cluster, and is to be started again")
                : Optional.empty();
    }

    /** Whether other nodes must be looked for: this one is alone, or nodes are missing. */
    boolean misses() {
        return members.count() < settings.size().orElse(2) || !cutOff().isEmpty();
    }

    /** The reason why this node should receive no clients, if there is one: it has no majority of the cluster. */
    public Optional<String> notReady() {
        if (hazelcastEnded) {
            return notAlive();
        }
        int reached = reached();
        return settings.majority()
                .filter(majority -> reached < majority)
                .map(majority -> "no majority: %d of %d nodes are together, expected %d (--cluster-size)"
                        .formatted(reached, settings.size().orElse(0), majority));
    }

    /** A warning for operators although this node serves: other nodes are missing. */
    public Optional<String> concern() {
        List<LinkStatus> cutOff = cutOff();
        if (cutOff.isEmpty()) {
            return settings.size()
                    .filter(size -> members.count() < size)
                    .map(size -> "%d of %d nodes are together".formatted(members.count(), size));
        }
        return Optional.of("cut off from "
                + cutOff.stream()
                        .map(link -> "%s for %d s"
                                .formatted(link.peer().name(), link.since().toSeconds()))
                        .collect(Collectors.joining(", ")));
    }

    /** The number of members with a link that is up, and this node. */
    private int reached() {
        long linked = links.statuses().stream()
                .filter(link -> link.isMember() && link.state() == State.UP)
                .count();
        return (int) linked + 1;
    }

    private List<LinkStatus> cutOff() {
        return links.statuses().stream().filter(LinkStatus::isCutOff).toList();
    }

    /** Links to other nodes that are up. */
    public long linksUp() {
        return links.statuses().stream()
                .filter(link -> link.state() == State.UP)
                .count();
    }

    /** Links to other nodes that should be up. */
    public long linksDown() {
        return cutOff().size();
    }

    /** Bytes of publications for other nodes that are not confirmed. */
    public long waitingBytes() {
        return links.statuses().stream().mapToLong(LinkStatus::waitingBytes).sum();
    }

    /** How long the last link that came up again had been down, in seconds; 0 before the first. */
    public double lastHealingSeconds() {
        return links.counts().lastHealing().toMillis() / 1000.0;
    }

    /** Publications for other nodes, counted once for each node. */
    public long sent() {
        return links.counts().sent.sum();
    }

    public long received() {
        return links.counts().received.sum();
    }

    /** Publications that were discarded because a node did not accept them in time. */
    public long givenUp() {
        return links.counts().givenUp.sum();
    }

    /** Publications of other nodes that did not arrive, determined from their numbers. */
    public long lost() {
        return links.counts().lost.sum();
    }

    /** Publications of other nodes for which this one had no space, or that it could not read. */
    public long refused() {
        return links.counts().refused.sum();
    }

    public long healed() {
        return links.counts().healed.sum();
    }

    /** The answer to {@code GET /cluster}. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        Peer own = self;
        if (own != null) {
            json.put("node", own.name()).put("id", own.id().toString()).put("version", own.version());
        }
        json.put("members", members.count());
        settings.size()
                .ifPresent(size ->
                        json.put("size", size).put("majority", notReady().isEmpty()));
        concern().ifPresent(concern -> json.put("concern", concern));
        JsonArray others = new JsonArray();
        links.statuses().forEach(link -> others.add(json(link)));
        return json.put("links", others)
                .put(
                        "publications",
                        new JsonObject()
                                .put("sent", sent())
                                .put("received", received())
                                .put("givenUp", givenUp())
                                .put("lost", lost())
                                .put("refused", refused()));
    }

    private static JsonObject json(LinkStatus link) {
        JsonObject json = new JsonObject()
                .put("node", link.peer().name())
                .put("id", link.peer().id().toString())
                .put("version", link.peer().version())
                .put("member", link.isMember())
                .put("state", link.state().label())
                .put("seconds", link.since().toMillis() / 1000.0)
                .put("waitingBytes", link.waitingBytes())
                .put("sent", link.sent())
                .put("givenUp", link.givenUp())
                .put("healed", link.healed());
        link.lastHealing().ifPresent(last -> json.put("lastHealingSeconds", last.toMillis() / 1000.0));
        return link.reason().isEmpty() ? json : json.put("reason", link.reason());
    }
}
