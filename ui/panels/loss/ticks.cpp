#include "ui/panels/loss/ticks.h"

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr double kSlack = 1e-6;

/// Multiples of `spacing` within the range.
double ticksIn(double minimum, double maximum, double spacing) {
    return std::floor(maximum / spacing + kSlack) - std::ceil(minimum / spacing - kSlack) + 1;
}

double niceSpacing(double minimum, double maximum, int most) {
    const double finest = (maximum - minimum) / (most + 1);
    double power = std::pow(10, std::floor(std::log10(finest)));
    for (;; power *= 10) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (factor * power >= finest * (1 - kSlack) && ticksIn(minimum, maximum, factor * power) <= most)
                return factor * power;
        }
    }
}

/// Seconds between ticks that people count in.
constexpr double kTimeSpacings[] = {0.1, 0.2, 0.5, 1,    2,    5,    10,    15,    30,    60,   120,
                                    300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400};

}  // namespace

QString tickLabel(double value, double spacing) {
    if (value == 0) return QStringLiteral("0");
    const double size = std::abs(value);
    const auto decimalsOf = [](double step) {
        return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
    };
    QString text;
    if (size >= 1e9 || size < 1e-4) {
        text = QString::number(value, 'g', 3);
    } else if (size >= 1e6) {
        text = QString::number(value / 1e6, 'f', decimalsOf(spacing / 1e6)) + QLatin1Char('M');
    } else if (size >= 1e5) {
        text = QString::number(value / 1e3, 'f', decimalsOf(spacing / 1e3)) + QLatin1Char('k');
    } else {
        text = QString::number(value, 'f', decimalsOf(spacing));
    }
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

std::vector<Tick> linearTicks(double minimum, double maximum, int most) {
    std::vector<Tick> ticks;
    if (!(maximum > minimum) || !std::isfinite(maximum - minimum)) return ticks;
    const double spacing = niceSpacing(minimum, maximum, std::max(2, most));
    const double first = std::ceil(minimum / spacing - kSlack);
    const auto count = static_cast<int>(std::floor(maximum / spacing + kSlack) - first) + 1;
    for (int i = 0; i < count; ++i) {
        const double value = (first + i) * spacing;
        ticks.push_back({value, value, tickLabel(value, spacing)});
    }
    return ticks;
}

std::vector<Tick> logarithmicTicks(double minimum, double maximum, int most) {
    std::vector<Tick> ticks;
    if (!(maximum > minimum) || !std::isfinite(maximum - minimum)) return ticks;
    most = std::max(2, most);
    const double decades = maximum - minimum;
    // 1-2-5 where three a decade fit, else powers only, else every n-th power.
    const bool between = decades * 3 <= most;
    const int stride = std::max(1, static_cast<int>(std::ceil(decades / (most - 1))));
    for (int power = static_cast<int>(std::floor(minimum)); power <= static_cast<int>(std::ceil(maximum)); ++power) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (factor > 1 && !between) continue;
            if (power % stride != 0) continue;
            const double position = power + std::log10(factor);
            if (position < minimum - 1e-9 || position > maximum + 1e-9) continue;
            const double value = factor * std::pow(10, power);
            ticks.push_back({value, position, tickLabel(value, value)});
        }
    }
    if (ticks.size() >= 2) return ticks;
    ticks = linearTicks(std::pow(10, minimum), std::pow(10, maximum), most);
    ticks.erase(std::remove_if(ticks.begin(), ticks.end(), [](const Tick& tick) { return tick.value <= 0; }),
                ticks.end());
    for (auto& tick : ticks) tick.position = std::log10(tick.value);
    return ticks;
}

std::vector<Tick> timeTicks(double minimum, double maximum, int most) {
    std::vector<Tick> ticks;
    if (!(maximum > minimum) || !std::isfinite(maximum - minimum)) return ticks;
    double spacing = 0;
    for (const double candidate : kTimeSpacings) {
        if (ticksIn(minimum, maximum, candidate) <= std::max(2, most)) {
            spacing = candidate;
            break;
        }
    }
    // Longer than a person watches: days, by 1, 2, 5.
    if (spacing == 0) spacing = 86400 * niceSpacing(minimum / 86400, maximum / 86400, std::max(2, most));
    const auto [unit, name] = spacing >= 3600 ? std::pair(3600.0, "h")
                              : spacing >= 60 ? std::pair(60.0, "min")
                                              : std::pair(1.0, "s");
    const double first = std::ceil(minimum / spacing - kSlack);
    const auto count = static_cast<int>(std::floor(maximum / spacing + kSlack) - first) + 1;
    for (int i = 0; i < count; ++i) {
        const double value = (first + i) * spacing;
        ticks.push_back({value, value,
                         value == 0
                             ? QStringLiteral("0")
                             : tickLabel(value / unit, spacing / unit) + QLatin1Char(' ') + QLatin1String(name)});
    }
    return ticks;
}

double axisEnd(double done, double planned) {
    if (!(done > 0)) return planned > 0 ? planned : 1;
    if (planned <= done) return done;
    double power = std::pow(10, std::floor(std::log10(done)));
    double round = 10 * power;
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power * (1 + kSlack) < done) continue;
        round = factor * power;
        break;
    }
    return planned <= 1.5 * round ? planned : round;
}

QString lossNumber(double value) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    const double size = std::abs(value);
    QString text;
    if (size >= 1e6 || (size > 0 && size < 1e-3)) {
        text = QString::number(value, 'g', 3);
    } else {
        const int digits = size < 1 ? 0 : static_cast<int>(std::floor(std::log10(size))) + 1;
        text = QString::number(value, 'f', std::clamp(digits >= 3 ? 4 - digits : 3 - digits, 0, 4));
    }
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

}  // namespace zscape
