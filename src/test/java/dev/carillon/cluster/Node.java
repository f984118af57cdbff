package dev.carillon.cluster;

import static dev.carillon.bus.Listeners.get;
import static dev.carillon.bus.Listeners.listener;
import static dev.carillon.bus.Listeners.publication;

import dev.carillon.bus.Listeners;
import dev.carillon.bus.Listeners.Listener;
import dev.carillon.bus.PublicationBus;
import dev.carillon.config.ClusterSettings;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;

/** One node of a cluster on loopback, with two listening loops. */
final class Node implements AutoCloseable {
    final String name;
    final Vertx vertx;
    final PublicationBus bus;
    final Listener one;
    final Listener two;

    final Cluster cluster;

    private Node(String name, Cluster cluster) {
        this.name = name;
        this.cluster = cluster;
        this.vertx = vertx(cluster);
        this.bus = get(PublicationBus.open(
                vertx,
                List.of(Listeners.atMostEvery(Duration.ofMillis(300), "conflated")),
                Listeners.NO_LOG,
                cluster.otherNodes()));
        this.one = listener(vertx, bus);
        this.two = listener(vertx, bus);
        cluster.interest().appeared(new TopicPattern("**"));
        cluster.ready(bus::publishHere);
    }

    static Node start(String name, ClusterSettings settings) {
        return new Node(name, new Cluster(settings));
    }

    static Vertx vertx(ClusterSettings settings) {
        return vertx(new Cluster(settings));
    }

    static Vertx vertx(Cluster cluster) {
        return get(cluster.join(Vertx.builder(), new VertxOptions()));
    }

    List<Listener> listeners() {
        return List.of(one, two);
    }

    /** Topic and text identify the publisher. */
    void publish(String text) {
        bus.publish(publication(name, text));
    }

    @Override
    public void close() {
        get(cluster.leave());
        get(vertx.close());
    }
}
