#include "ui/theme/style.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPalette>
#include <QToolTip>

// Q_INIT_RESOURCE must stand outside of any namespace; a static library's resources are left out without it.
static void initZscapeResources() { Q_INIT_RESOURCE(zscape_ui); }

namespace zscape {

namespace {

constexpr QLatin1String kPortal("org.freedesktop.portal.Desktop");
constexpr QLatin1String kPortalPath("/org/freedesktop/portal/desktop");
constexpr QLatin1String kPortalSettings("org.freedesktop.portal.Settings");
constexpr QLatin1String kAppearance("org.freedesktop.appearance");
constexpr QLatin1String kColorScheme("color-scheme");

const Tokens* current = nullptr;

QPalette paletteOf(const Tokens& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.ground);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.well);
    p.setColor(QPalette::AlternateBase, t.panel);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::Button, t.raised);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.onFill);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::PlaceholderText, t.text2);
    p.setColor(QPalette::Highlight, t.fill);
    p.setColor(QPalette::HighlightedText, t.onFill);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::Light, t.raised);
    p.setColor(QPalette::Midlight, t.raised);
    p.setColor(QPalette::Mid, t.line);
    p.setColor(QPalette::Dark, t.line);
    p.setColor(QPalette::Shadow, t.ground);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.text3);
    p.setColor(QPalette::Disabled, QPalette::PlaceholderText, t.text3);
    p.setColor(QPalette::Disabled, QPalette::Highlight, t.line);
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, t.text2);
    return p;
}

// The system's own font where it has one; the platforms without a desktop get the bundled one.
void chooseFont() {
    const QString platform = QGuiApplication::platformName();
    if (platform != QLatin1String("offscreen") && platform != QLatin1String("minimal") &&
        !QFontDatabase::families().isEmpty())
        return;
    QFontDatabase::addApplicationFont(QStringLiteral(":/zscape/fonts/NotoSans-Bold.ttf"));
    const int id = QFontDatabase::addApplicationFont(QStringLiteral(":/zscape/fonts/NotoSans-Regular.ttf"));
    const QStringList families = QFontDatabase::applicationFontFamilies(id);
    if (families.isEmpty()) return;
    QFont font(families.first());
    font.setPixelSize(13);
    QApplication::setFont(font);
}

}  // namespace

const Tokens& tokens() { return current ? *current : darkTokens(); }

ThemeController& ThemeController::instance() {
    static auto* controller = new ThemeController;  // lives as long as the process: statics die after QApplication
    return *controller;
}

void ThemeController::install() {
    initZscapeResources();
    chooseFont();
    systemDark_ = QApplication::palette().color(QPalette::Window).lightness() < 128;
    QApplication::setStyle(new ZscapeStyle);
    askPortal();
    apply();
}

void ThemeController::askPortal() {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    bus.connect(kPortal, kPortalPath, kPortalSettings, QStringLiteral("SettingChanged"), this,
                SLOT(portalSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage ask = QDBusMessage::createMethodCall(kPortal, kPortalPath, kPortalSettings, QStringLiteral("Read"));
    ask << kAppearance << kColorScheme;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (!reply.isError()) portalSettingChanged(kAppearance, kColorScheme, reply.value());
        done->deleteLater();
    });
}

void ThemeController::portalSettingChanged(const QString& space, const QString& key, const QDBusVariant& value) {
    if (space != kAppearance || key != kColorScheme) return;
    QVariant inner = value.variant();
    if (inner.canConvert<QDBusVariant>()) inner = inner.value<QDBusVariant>().variant();  // Read wraps it twice
    const uint scheme = inner.toUInt();  // 1 prefers dark, 2 prefers light, 0 has no preference
    if (scheme == 0) return;
    systemDark_ = scheme == 1;
    apply();
}

void ThemeController::setChoice(ThemeChoice choice) {
    choice_ = choice;
    apply();
}

void ThemeController::setReduceMotion(bool reduce) { reduceMotion_ = reduce; }

int ThemeController::duration(int milliseconds) const {
    if (reduceMotion_) return 0;
    return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) == 0 ? 0 : milliseconds;
}

void ThemeController::apply() {
    const bool dark = choice_ == ThemeChoice::Dark || (choice_ == ThemeChoice::System && systemDark_);
    const Tokens* next = dark ? &darkTokens() : &lightTokens();
    const bool differs = next != current;
    current = next;
    if (!differs) return;
    const QPalette palette = paletteOf(*next);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    QToolTip::setFont(noteFont());
    Q_EMIT changed();
}

}  // namespace zscape
