package dev.carillon.cluster;

import static dev.carillon.bus.Listeners.get;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Listeners;
import dev.carillon.publication.PublishResult;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The links of one node, without Hazelcast, and a record of what it receives. */
final class LinkedNode implements AutoCloseable {
    final UUID id = UUID.randomUUID();
    final NodeLinks links;
    final BlockingQueue<String> came = new LinkedBlockingQueue<>();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final String name;
    private final int port;

    LinkedNode(String name) {
        this(name, "cluster", ClusterSecret.of(java.util.Optional.empty()));
    }

    LinkedNode(String name, String cluster, ClusterSecret secret) {
        this.name = name;
        this.links = new NodeLinks(vertx, new LinkFacts(id, cluster, "1.0", secret));
        this.port = get(links.listen("127.0.0.1", 0));
    }

    /** Adds a subscriber to all topics. */
    LinkedNode ready() {
        links.interest().appeared(new TopicPattern("**"));
        return readyWithoutSubscribers();
    }

    LinkedNode readyWithoutSubscribers() {
        links.ready(publication -> {
            came.add(Listeners.text(publication));
            return PublishResult.TAKEN;
        });
        return this;
    }

    int port() {
        return port;
    }

    /** Links to {@code other} through the port {@code at}. */
    void link(LinkedNode other, int at) {
        links.members(List.of(new Peer(other.id, other.name, "127.0.0.1", at, "1.0")));
        // The link is made at once, but on another thread.
        Until.holds("there is a link", () -> !links.statuses().isEmpty());
    }

    void tell(int first, int last) {
        for (int i = first; i <= last; i++) {
            tell(Integer.toString(i));
        }
    }

    void tell(String text) {
        tell("t", text);
    }

    void tell(String topic, String text) {
        links.tell(Listeners.publication(topic, text));
    }

    String next() throws InterruptedException {
        String next = came.poll(10, SECONDS);
        assertThat(next).as("came to " + name + " within 10 s").isNotNull();
        return next;
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
