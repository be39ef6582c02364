package io.usher.proxy.launch;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import io.usher.proxy.config.Global;
import io.usher.proxy.generation.HandoverLog;

/**
 * Gives up root's rights for those of {@code user} and {@code group}, in all threads (setgroups(2), setgid(2) and setuid(2)
 * by their glibc wrappers, in this order). After binding, since it cannot be undone.
 */
final class Privileges {
    private Privileges() {
    }

    /**
     * Does what the configuration asks for, as far as this process may.
     *
     * @param uid      who it runs as
     * @param operator hears of what cannot be done
     * @throws StartFailedException if the kernel refuses
     */
    static void apply(final Global global, final int uid, final HandoverLog operator) throws StartFailedException {
        if (global.uid() <= 0 && global.gid() <= 0) {
            return;
        }
        if (uid != 0) {
            operator.notice("not started as root: " + account(global) + " not applied.");
            return;
        }
        drop(global);
    }

    private static String account(final Global global) {
        final String user = global.user().map(name -> "user '" + name + "'").orElse("uid " + global.uid());
        final String group = global.group().map(name -> "group '" + name + "'").orElse("gid " + global.gid());
        return global.uid() <= 0 ? group : global.gid() <= 0 ? user : user + " and " + group;
    }

    private static void drop(final Global global) throws StartFailedException {
        String step = "the C library";
        try {
            if (global.gid() > 0) {
                step = "setgroups(0)";
                CLibrary.setgroups(0, null);
                step = "setgid(" + global.gid() + ")";
                CLibrary.setgid(global.gid());
            }
            if (global.uid() > 0) {
                step = "setuid(" + global.uid() + ")";
                CLibrary.setuid(global.uid());
            }
        } catch (final LastErrorException | LinkageError e) {
            throw new StartFailedException("cannot change to " + account(global) + ": " + step + ": " + e.getMessage(), e);
        }
    }

    /** Loaded only where rights are dropped: it costs some 80 ms. */
    private static final class CLibrary {

        static {
            Native.register(CLibrary.class, Platform.C_LIBRARY_NAME);
        }

        private CLibrary() {
        }

        static native int setgroups(long count, Pointer groups) throws LastErrorException;

        static native int setgid(int gid) throws LastErrorException;

        static native int setuid(int uid) throws LastErrorException;
    }
}
