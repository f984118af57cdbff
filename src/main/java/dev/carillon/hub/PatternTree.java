package dev.carillon.hub;

import dev.carillon.topic.TopicName;
import dev.carillon.topic.TopicPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The patterns with wildcards, by their segments. A search visits only nodes whose path matches the topic so far, so
 * patterns for other topics cost nothing.
 */
final class PatternTree {
    private final Node root = new Node();

    boolean isEmpty() {
        return root.isEmpty();
    }

    void add(TopicPattern pattern) {
        Node node = root;
        for (String segment : pattern.segments()) {
            node = node.children.computeIfAbsent(segment, absent -> new Node());
        }
        node.pattern = pattern;
    }

    void remove(TopicPattern pattern) {
        remove(root, pattern.segments(), 0);
    }

    /** Adds each pattern that matches the topic, once. */
    void collect(TopicName topic, List<TopicPattern> into) {
        if (topic.isOfTheService()) {
            collectOfTheService(topic.segments(), into);
        } else {
            collect(root, topic.segments(), 0, into);
        }
    }

    /** Patterns that begin with a wildcard do not match topics of the service. */
    private void collectOfTheService(List<String> segments, List<TopicPattern> into) {
        Node all = root.children.get("$**");
        if (all != null) {
            all.addPatternTo(into);
        }
        Node same = root.children.get(segments.getFirst());
        if (same != null) {
            collect(same, segments, 1, into);
        }
    }

    private static void remove(Node node, List<String> segments, int depth) {
        if (depth == segments.size()) {
            node.pattern = null;
            return;
        }
        Node child = node.children.get(segments.get(depth));
        if (child != null) {
            remove(child, segments, depth + 1);
            if (child.isEmpty()) {
                node.children.remove(segments.get(depth));
            }
        }
    }

    private static void collect(Node node, List<String> segments, int depth, List<TopicPattern> into) {
        if (depth == segments.size()) {
            node.addPatternTo(into);
            return;
        }
        // No segment of a topic is "*" or "**", so wildcards are children like other segments.
        Node rest = node.children.get("**");
        if (rest != null) {
            rest.addPatternTo(into);
        }
        Node any = node.children.get("*");
        if (any != null) {
            collect(any, segments, depth + 1, into);
        }
        Node same = node.children.get(segments.get(depth));
        if (same != null) {
            collect(same, segments, depth + 1, into);
        }
    }

    private static final class Node {
        final Map<String, Node> children = new HashMap<>();

        /** The pattern that ends at this node; null if only longer ones pass it. */
        @Nullable
        TopicPattern pattern;

        boolean isEmpty() {
            return pattern == null && children.isEmpty();
        }

        void addPatternTo(List<TopicPattern> into) {
            if (pattern != null) {
                into.add(pattern);
            }
        }
    }
}
