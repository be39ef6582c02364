package io.usher.proxy.config;

/** The sample fetches Usher knows, each defined here once (HAProxy configuration manual, 7.3). */
public enum SampleFetch {
    AVG_QUEUE, QUEUE, NBSRV
}
