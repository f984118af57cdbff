import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * {@code java StackMaps.java some.jar}: adds stack maps to the classes of a jar that are older than Java 7, and changes
 * nothing else. An AOT cache takes no class without stack maps, and such a class would be parsed and verified at each
 * start.
 */
final class StackMaps {
    /** Since this version a class is verified only with its stack maps (JVMS 4.10.1). */
    private static final int WITH_STACK_MAPS = ClassFile.JAVA_7_VERSION;

    public static void main(String... args) throws IOException {
        Path path = Path.of(args[0]);
        Path written = Path.of(args[0] + ".new");
        try (JarFile jar = new JarFile(path.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(written))) {
            ClassFile classes = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy(jar)));
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                byte[] bytes = jar.getInputStream(entry).readAllBytes();
                JarEntry same = new JarEntry(entry.getName());
                same.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(same);
                out.write(entry.getName().endsWith(".class") ? withStackMaps(classes, bytes) : bytes);
            }
        }
        Files.move(written, path, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] withStackMaps(ClassFile classes, byte[] bytes) {
        ClassModel old = classes.parse(bytes);
        return old.majorVersion() >= WITH_STACK_MAPS ? bytes : classes.transformClass(old, StackMaps::copy);
    }

    private static void copy(ClassBuilder copy, ClassElement element) {
        switch (element) {
            case ClassFileVersion version -> copy.withVersion(WITH_STACK_MAPS, 0);
            case MethodModel method ->
                copy.transformMethod(method, MethodTransform.transformingCode(CodeBuilder::with));
            default -> copy.with(element);
        }
    }

    /** The jar's own classes, then the JDK's. */
    private static ClassHierarchyResolver hierarchy(JarFile jar) {
        return ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> {
                    String descriptor = type.descriptorString();
                    JarEntry entry = jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
                    try {
                        return entry == null ? null : jar.getInputStream(entry);
                    } catch (IOException unreadable) {
                        throw new UncheckedIOException(unreadable);
                    }
                })
                .orElse(ClassHierarchyResolver.defaultResolver());
    }
}
