package dev.carillon.server;

import dev.carillon.bus.PublicationBus;
import dev.carillon.endpoint.Publisher;
import dev.carillon.hub.Hub;
import dev.carillon.publication.Payload;
import dev.carillon.publication.Publication;
import dev.carillon.publication.TopicName;

/** Publishes over the event bus, to every loop of every node, this one included. */
final class BusPublisher implements Publisher {
    private final PublicationBus bus;
    private final Hub hub;

    BusPublisher(PublicationBus bus, Hub hub) {
        this.bus = bus;
        this.hub = hub;
    }

    @Override
    public boolean publish(TopicName topic, Payload payload) {
        // This loop stands for all: what the others still hold cannot be asked without waiting for them.
        if (!hub.hasRoomFor(payload.bytes().length)) {
            return false;
        }
        bus.publish(new Publication(topic, payload, System.nanoTime()));
        return true;
    }
}
