package io.usher.proxy.launch;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The training run for a class-data archive ({@code USHER_ARCHIVE=create usher-proxy}): loads every class of this program,
 * then is a generation from its start to its end, and the JVM writes what it has loaded, the classes that it made for lambda
 * expressions included. It opens no address but private ones on loopback.
 */
public final class Archive {
    private static final String PACKAGES = "io/usher/proxy/";
    private static final String CLASS = ".class";

    private Archive() {
    }

    /** Runs it; exit status 1 if a class cannot be loaded or a step of the generation's life does not come. */
    public static void main(final String[] args) throws IOException, ClassNotFoundException {
        final String jar = System.getProperty("java.class.path").split(File.pathSeparator)[0];
        for (final String name : classes(jar)) {
            Class.forName(name, false, Archive.class.getClassLoader());
        }
        new ArchiveTraining().run();
    }

    private static List<String> classes(final String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return file.stream().map(JarEntry::getName).filter(name -> name.startsWith(PACKAGES) && name.endsWith(CLASS))
                    .filter(name -> !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.')).toList();
        }
    }
}
