package dev.carillon.config;

import dev.carillon.auth.ApiKey;
import dev.carillon.auth.Permissions;
import dev.carillon.topic.TopicPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the permissions of {@code api-keys} and of {@code anonymous} clients from a configuration file. */
final class AccessRules {
    static final String NAME = "name";
    static final String SHA256 = "sha256";
    static final String SUBSCRIBE = "subscribe";
    static final String PUBLISH = "publish";
    private static final List<String> KEY_FIELDS = List.of(NAME, SHA256, SUBSCRIBE, PUBLISH);
    private static final List<String> PERMISSION_FIELDS = List.of(SUBSCRIBE, PUBLISH);

    private final YamlFields yaml;

    AccessRules(YamlFields yaml) {
        this.yaml = yaml;
    }

    /** Reads {@code value}, a list of keys. */
    List<ApiKey> apiKeys(String name, Node value) throws InvalidConfig {
        List<ApiKey> keys = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        Set<ApiKey.Hash> hashes = new LinkedHashSet<>();
        for (Node node : yaml.elements(name, value, "name, sha256 and permissions")) {
            ApiKey key = apiKey(name + "[" + keys.size() + "]", node);
            if (!names.add(key.name()) || !hashes.add(key.sha256())) {
                throw yaml.mistake(
                        node, name + " must differ in name and sha256, but " + key.name() + " is there twice");
            }
            keys.add(key);
        }
        return keys;
    }

    /** Reads the permissions of clients without credentials. */
    Permissions anonymous(String name, Node value) throws InvalidConfig {
        return YamlFields.isNothing(value)
                ? Permissions.NONE
                : permissions(name, yaml.fields(name, "subscribe: news.**", value, PERMISSION_FIELDS));
    }

    private ApiKey apiKey(String name, Node node) throws InvalidConfig {
        Map<String, Node> fields = yaml.fields(name, "name: billing", node, KEY_FIELDS);
        Node named = required(name, node, fields, NAME, "such as billing");
        Node hash = required(name, node, fields, SHA256, "the hash that carillon keygen prints");
        return new ApiKey(
                yaml.value(name + "." + NAME, named, ApiKey::requireName),
                yaml.value(name + "." + SHA256, hash, ApiKey.Hash::new),
                permissions(name, fields));
    }

    private Node required(String name, Node node, Map<String, Node> fields, String field, String example)
            throws InvalidConfig {
        @Nullable Node value = fields.get(field);
        if (value == null) {
            throw yaml.mistake(node, name + "." + field + " must be given, " + example);
        }
        return value;
    }

    private Permissions permissions(String name, Map<String, Node> fields) throws InvalidConfig {
        return new Permissions(patterns(name, fields, SUBSCRIBE), patterns(name, fields, PUBLISH));
    }

    private List<TopicPattern> patterns(String name, Map<String, Node> fields, String field) throws InvalidConfig {
        @Nullable Node node = fields.get(field);
        List<TopicPattern> patterns = new ArrayList<>();
        for (Node one : node == null ? List.<Node>of() : parts(node)) {
            patterns.add(yaml.value(name + "." + field, one, TopicPattern::new));
        }
        return patterns;
    }

    /** A single value, or the elements of a list. */
    private static List<Node> parts(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
    }
}
