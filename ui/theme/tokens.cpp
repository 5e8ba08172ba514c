#include "ui/theme/tokens.h"

#include <QApplication>
#include <QFontInfo>

#include <algorithm>
#include <array>
#include <cmath>

namespace zscape {

namespace {

constexpr std::array<QRgb, Tokens::kClassColours> kClassesDark = {0xFFFC799B, 0xFFC1640D, 0xFFBEAC25, 0xFFB3E48C,
                                                                  0xFF119A56, 0xFF6DC1B3, 0xFF4775DC, 0xFFB09CFD,
                                                                  0xFF9E6794, 0xFFFFC7F4};
constexpr std::array<QRgb, Tokens::kClassColours> kClassesLight = {0xFF853642, 0xFFB65433, 0xFFB1920B, 0xFF1E4202,
                                                                   0xFF5AA17E, 0xFF017168, 0xFF2B4AC7, 0xFF8A85FD,
                                                                   0xFFDA63AB, 0xFF562960};

// Seventeen samples of matplotlib's viridis (CC0), linear between them: the error is below one step of 8 bits in most
// places.
constexpr std::array<QRgb, 17> kViridis = {0xFF440154, 0xFF481A6C, 0xFF472F7D, 0xFF414487, 0xFF39568C, 0xFF31688E,
                                           0xFF2A788E, 0xFF23888E, 0xFF1F988B, 0xFF22A884, 0xFF35B779, 0xFF54C568,
                                           0xFF7AD151, 0xFFA5DB36, 0xFFD2E21B, 0xFFF1E51D, 0xFFFDE725};

QColor colour(QRgb rgb) { return QColor::fromRgb(0xFF000000 | rgb); }

Tokens makeDark() {
    Tokens t;
    t.dark = true;
    t.ground = colour(0x0E0F11);
    t.panel = colour(0x191B1E);
    t.raised = colour(0x2A2D32);
    t.well = colour(0x111214);
    t.line = colour(0x2C2F34);
    t.edge = colour(0x646A73);
    t.text = colour(0xE9EBEE);
    t.text2 = colour(0xA7ADB6);
    t.text3 = colour(0x777D86);
    t.accent = colour(0x8FA2FF);
    t.fill = colour(0x5064E0);
    t.onFill = Qt::white;
    t.good = colour(0x4FC58A);
    t.warn = colour(0xF0B34A);
    t.bad = colour(0xFF8373);
    t.unlabelled = colour(0x727971);
    t.lossTotal = t.text;
    t.lossReconstruction = colour(0x6DC1B3);
    t.lossKl = colour(0xF0B34A);
    t.negative = colour(0x3E8EDE);
    t.positive = colour(0xE8853D);
    t.rim = withAlpha(Qt::white, 0.13);
    return t;
}

Tokens makeLight() {
    Tokens t;
    t.dark = false;
    t.ground = colour(0xE2E5E9);
    t.panel = colour(0xF4F5F7);
    t.raised = colour(0xFFFFFF);
    t.well = colour(0xFFFFFF);
    t.line = colour(0xD5D8DD);
    t.edge = colour(0x7F8690);
    t.text = colour(0x1A1C20);
    t.text2 = colour(0x535962);
    t.text3 = colour(0x7A808A);
    t.accent = colour(0x3F4FD0);
    t.fill = colour(0x4353D6);
    t.onFill = Qt::white;
    t.good = colour(0x0B7A48);
    t.warn = colour(0x8A5A00);
    t.bad = colour(0xB8281B);
    t.unlabelled = colour(0x7C7F7C);
    t.lossTotal = t.text;
    t.lossReconstruction = colour(0x017168);
    t.lossKl = colour(0x8A5A00);
    t.negative = colour(0x2F7FD0);
    t.positive = colour(0xC8641A);
    t.rim = withAlpha(Qt::black, 0.16);
    return t;
}

QFont scaled(double factor, bool bold) {
    QFont font = QApplication::font();
    if (font.pixelSize() > 0) font.setPixelSize(std::max(8, static_cast<int>(std::lround(font.pixelSize() * factor))));
    else font.setPointSizeF(font.pointSizeF() * factor);
    font.setBold(bold);
    return font;
}

}  // namespace

QColor withAlpha(QColor base, double alpha) {
    base.setAlphaF(static_cast<float>(alpha));
    return base;
}

QColor mixed(const QColor& a, const QColor& b, double t) {
    const auto at = [t](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * t)); };
    return QColor(at(a.red(), b.red()), at(a.green(), b.green()), at(a.blue(), b.blue()), at(a.alpha(), b.alpha()));
}

QColor viridis(double t) {
    const double at = std::clamp(t, 0.0, 1.0) * (kViridis.size() - 1);
    const auto low = std::min(static_cast<size_t>(at), kViridis.size() - 2);
    return mixed(QColor(kViridis[low]), QColor(kViridis[low + 1]), at - static_cast<double>(low));
}

QColor Tokens::classColour(int index) const {
    if (index < 0) return unlabelled;
    return QColor((dark ? kClassesDark : kClassesLight)[static_cast<size_t>(index % kClassColours)]);
}

QColor Tokens::magnitude(double t) const {
    const double at = std::clamp(t, 0.0, 1.0) * 0.75;
    return viridis(dark ? 0.25 + at : at);
}

QColor Tokens::signedColour(double t) const {
    return t < 0 ? mixed(well, negative, std::min(1.0, -t)) : mixed(well, positive, std::min(1.0, t));
}

QColor Tokens::lossColour(const QString& term) const {
    if (term == QLatin1String("total")) return lossTotal;
    if (term == QLatin1String("reconstruction")) return lossReconstruction;
    if (term == QLatin1String("kl")) return lossKl;
    // Other terms take class colours that are far from those three: violet, pink, orange, green.
    static constexpr std::array<int, 4> kOthers = {7, 0, 1, 4};
    uint sum = 0;
    for (const QChar c : term) sum = sum * 31 + c.unicode();
    return classColour(kOthers[sum % kOthers.size()]);
}

QColor Tokens::hovered(const QColor& base) const { return mixed(base, text, 0.08); }

const Tokens& darkTokens() {
    static const Tokens t = makeDark();
    return t;
}

const Tokens& lightTokens() {
    static const Tokens t = makeLight();
    return t;
}

int Metrics::px(double at13) const { return static_cast<int>(std::lround(at13 * scale)); }

const Metrics& metrics() {
    // The window's sizes are made for 13 px; a smaller font keeps them, so that targets stay large enough.
    static Metrics m;
    m.scale = std::max(1.0, QFontInfo(QApplication::font()).pixelSize() / 13.0);
    return m;
}

QFont bodyFont() { return QApplication::font(); }
QFont titleFont() { return scaled(1, true); }
QFont noteFont() { return scaled(0.92, false); }
QFont axisFont() { return scaled(0.85, false); }
QFont displayFont() { return scaled(1.7, true); }

}  // namespace zscape
