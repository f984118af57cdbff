package dev.carillon.hub;

import dev.carillon.publication.Rendering;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The audiences of one loop: by pattern for a subscriber that joins, by topic for a publication. */
final class AudienceIndex {
    /**
     * The first audience of each pattern, by the text of the pattern. A topic's name also finds the audience of the
     * topic here, because it never equals a pattern with wildcards.
     */
    private final Map<String, Audience> audiences = new HashMap<>();

    /** The patterns with wildcards, to find those that match a topic. */
    private final PatternTree wildcards = new PatternTree();

    private final List<TopicPattern> matching = new ArrayList<>();
    private PatternListener listener = PatternListener.NONE;

    /** Must be called before the first audience is added. */
    void watch(PatternListener next) {
        listener = next;
    }

    @SuppressWarnings("ReferenceEquality") // renderings are compared by identity
    Audience getOrAdd(TopicPattern pattern, Rendering rendering) {
        Audience first = audiences.get(pattern.value());
        for (Audience audience = first; audience != null; audience = audience.sibling()) {
            if (audience.rendering() == rendering) {
                return audience;
            }
        }
        if (first == null && pattern.hasWildcards()) {
            wildcards.add(pattern);
        }
        Audience audience = new Audience(pattern, rendering, first);
        audiences.put(pattern.value(), audience);
        if (first == null) {
            listener.appeared(pattern);
        }
        return audience;
    }

    void remove(Audience audience) {
        TopicPattern pattern = audience.pattern();
        Audience first = audiences.remove(pattern.value());
        Audience rest = without(audience, first);
        if (rest != null) {
            audiences.put(pattern.value(), rest);
            return;
        }
        if (pattern.hasWildcards()) {
            wildcards.remove(pattern);
        }
        listener.disappeared(pattern);
    }

    /** Adds all audiences whose pattern matches this topic. Allocates nothing if there are no wildcards. */
    void collect(TopicName topic, List<Audience> into) {
        addWithSiblings(audiences.get(topic.value()), into);
        if (!wildcards.isEmpty()) {
            wildcards.collect(topic, matching);
            matching.forEach(pattern -> addWithSiblings(audiences.get(pattern.value()), into));
            matching.clear();
        }
    }

    void forEach(Consumer<Audience> action) {
        for (Audience first : audiences.values()) {
            for (Audience audience = first; audience != null; audience = audience.sibling()) {
                action.accept(audience);
            }
        }
    }

    int patternCount() {
        return audiences.size();
    }

    List<PatternCount> patterns() {
        List<PatternCount> counts = new ArrayList<>(audiences.size());
        audiences.values().forEach(first -> counts.add(countOf(first)));
        return counts;
    }

    private static @Nullable Audience without(Audience gone, @Nullable Audience first) {
        if (first == null || first == gone) {
            return gone.sibling();
        }
        Audience before = first;
        while (before.sibling() != gone && before.sibling() != null) {
            before = before.sibling();
        }
        before.sibling(gone.sibling());
        return first;
    }

    private static void addWithSiblings(@Nullable Audience first, List<Audience> into) {
        for (Audience audience = first; audience != null; audience = audience.sibling()) {
            into.add(audience);
        }
    }

    private static PatternCount countOf(Audience first) {
        long subscribers = 0;
        int published = first.published();
        for (Audience audience = first; audience != null; audience = audience.sibling()) {
            subscribers += audience.subscriberCount();
            // All forms receive the same publications, and the oldest form has received the most.
            published = audience.published() - published > 0 ? audience.published() : published;
        }
        return new PatternCount(first.pattern(), subscribers, published);
    }
}
