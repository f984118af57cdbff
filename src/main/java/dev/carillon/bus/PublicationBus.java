package dev.carillon.bus;

import dev.carillon.publication.Publication;
import io.vertx.core.*;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.*;
import java.util.function.Consumer;

@SuppressWarnings({"EmptyCatch", "MissingOverride"})
public final class PublicationBus {
    private final Vertx vertx;

    public PublicationBus(Vertx vertx) {
        this.vertx = vertx;
        try {
            vertx.eventBus().registerDefaultCodec(Publication.class, new C());
        } catch (IllegalStateException e) {
        }
    }

    public Future<Void> listen(Consumer<Publication> c) {
        return vertx.eventBus()
                .<Publication>consumer("carillon.publications", m -> c.accept(m.body()))
                .completion();
    }

    public void publish(Publication p) {
        vertx.eventBus().publish("carillon.publications", p);
    }

    static final class C implements MessageCodec<Publication, Publication> {
        public void encodeToWire(Buffer b, Publication p) {}

        public Publication decodeFromWire(int i, Buffer b) {
            throw new UnsupportedOperationException();
        }

        public Publication transform(Publication p) {
            return p;
        }

        public String name() {
            return "p";
        }

        public byte systemCodecID() {
            return -1;
        }
    }
}
