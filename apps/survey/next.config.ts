import type { NextConfig } from 'next'

/** Everything comes from this host: no fonts, scripts or images of others, and nobody learns who took part. */
const contentSecurityPolicy = [
  "default-src 'self'",
  // Next writes the page's data into inline scripts.
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const config: NextConfig = {
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  // Prisma and pg are for the server and are not bundled.
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg'],
  transpilePackages: [
    '@earshot/contract',
    '@earshot/data-sets',
    '@earshot/database',
    '@earshot/features',
    '@earshot/jobs',
    '@earshot/leaks',
    '@earshot/music',
    '@earshot/originality',
    '@earshot/random',
    '@earshot/statistics',
    '@earshot/storage',
    '@earshot/study',
  ],
  // Browsers ask for it by this name wherever no page names another.
  redirects: () => Promise.resolve([{ source: '/favicon.ico', destination: '/icon.svg', permanent: true }]),
  headers: () =>
    Promise.resolve([
      {
        source: '/:path*',
        headers: [
          { key: 'Content-Security-Policy', value: contentSecurityPolicy },
          { key: 'Referrer-Policy', value: 'no-referrer' },
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
        ],
      },
    ]),
}

export default config
