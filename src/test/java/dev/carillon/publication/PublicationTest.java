package dev.carillon.publication;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.topic.TopicName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private final Publication publication =
            new Publication(new TopicName("news"), Payload.binary(new byte[] {1, 2}), 17);

    @Test
    void aPublicationHasItsTopicPayloadAndTime() {
        assertThat(publication.topic()).isEqualTo(new TopicName("news"));
        assertThat(publication.payload().bytes()).containsExactly(1, 2);
        assertThat(publication.publishedNanos()).isEqualTo(17);
    }

    @Test
    void eachFormIsRenderedOnce() {
        AtomicInteger rendered = new AtomicInteger();
        Rendering count = p -> new byte[] {(byte) rendered.incrementAndGet()};
        Rendering raw = p -> p.payload().bytes();

        byte[] first = publication.in(count);
        assertThat(publication.in(raw)).isSameAs(publication.payload().bytes());

        assertThat(publication.in(count)).isSameAs(first).containsExactly(1);
        assertThat(publication.in(raw)).isSameAs(publication.payload().bytes());
    }

    @Test
    void concurrentLoopsShareOneRendering() throws Exception {
        AtomicInteger rendered = new AtomicInteger();
        Rendering count = p -> new byte[] {(byte) rendered.incrementAndGet()};
        int loops = 8;
        CyclicBarrier start = new CyclicBarrier(loops);
        Callable<byte[]> ask = () -> {
            start.await();
            return publication.in(count);
        };

        List<byte[]> forms = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(loops)) {
            List<Callable<byte[]>> asks = Collections.nCopies(loops, ask);
            for (Future<byte[]> form : threads.invokeAll(asks)) {
                forms.add(form.get());
            }
        }

        assertThat(forms.stream().map(System::identityHashCode).collect(toSet()))
                .hasSize(1);
        assertThat(rendered).hasValue(1);
    }
}
