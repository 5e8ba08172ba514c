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

std::vector<double> multiplesIn(double minimum, double maximum, double spacing) {
    std::vector<double> values;
    const double first = std::ceil(minimum / spacing - kSlack);
    const auto count = static_cast<int>(std::floor(maximum / spacing + kSlack) - first) + 1;
    for (int i = 0; i < count; ++i) values.push_back((first + i) * spacing);
    return values;
}

/// Two labels that are to tell a range have to lie apart in it.
bool tellsRange(const std::vector<double>& values, double minimum, double maximum) {
    return values.size() >= 2 && values.back() - values.front() >= (maximum - minimum) / 2;
}

/// The next finer one of 1, 2, 5 times a power of ten.
double finer(double spacing) {
    const double power = std::pow(10, std::floor(std::log10(spacing) + kSlack));
    const double factor = spacing / power;
    return power * (factor > 4 ? 2 : factor > 1.5 ? 1 : 0.5);
}

struct Spaced {
    std::vector<double> values;
    double spacing = 1;
};

/// Multiples of `spacing`; where they do not tell the range, the first and the last of the next finer ones that do.
Spaced tellingMultiples(double minimum, double maximum, double spacing) {
    Spaced found{multiplesIn(minimum, maximum, spacing), spacing};
    if (tellsRange(found.values, minimum, maximum)) return found;
    // Four are enough; beyond them a range is narrower than its numbers can be told apart.
    for (int i = 0; i < 6 && !tellsRange(found.values, minimum, maximum); ++i) {
        found.spacing = finer(found.spacing);
        found.values = multiplesIn(minimum, maximum, found.spacing);
    }
    if (found.values.size() > 2) found.values = {found.values.front(), found.values.back()};
    return found;
}

Tick logarithmicTick(double value, double spacing) { return {value, std::log10(value), tickLabel(value, spacing)}; }

/// Near the ends of the range, in as few digits as keep the two half of it apart.
std::vector<Tick> twoWithin(double minimum, double maximum) {
    std::vector<Tick> ticks;
    for (int digits = 0; digits < 6; ++digits) {
        const auto rounded = [digits](double position, auto&& round) {
            const double unit = std::pow(10, std::floor(position + kSlack) - digits);
            return logarithmicTick(round(std::pow(10, position) / unit) * unit, unit);
        };
        ticks = {rounded(minimum, [](double value) { return std::ceil(value - kSlack); }),
                 rounded(maximum, [](double value) { return std::floor(value + kSlack); })};
        if (ticks[1].position - ticks[0].position >= (maximum - minimum) / 2) break;
    }
    return ticks;
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
    const Spaced found = tellingMultiples(minimum, maximum, niceSpacing(minimum, maximum, std::max(2, most)));
    for (const double value : found.values) ticks.push_back({value, value, tickLabel(value, found.spacing)});
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
    const auto tell = [&] {
        return ticks.size() >= 2 && ticks.back().position - ticks.front().position >= decades / 2;
    };
    if (tell()) return ticks;
    ticks = linearTicks(std::pow(10, minimum), std::pow(10, maximum), most);
    // Beside a wide range its lower end is as good as 0.
    ticks.erase(std::remove_if(ticks.begin(), ticks.end(), [](const Tick& tick) { return tick.value <= 0; }),
                ticks.end());
    for (auto& tick : ticks) tick.position = std::log10(tick.value);
    if (!tell()) ticks = twoWithin(minimum, maximum);
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
    // Closer than these: by 1, 2, 5.
    if (spacing == kTimeSpacings[0]) spacing = std::min(spacing, niceSpacing(minimum, maximum, std::max(2, most)));
    // Longer than a person watches: days, by 1, 2, 5.
    if (spacing == 0) spacing = 86400 * niceSpacing(minimum / 86400, maximum / 86400, std::max(2, most));
    const Spaced found = tellingMultiples(minimum, maximum, spacing);
    const auto [unit, name] = spacing >= 3600 ? std::pair(3600.0, "h")
                              : spacing >= 60 ? std::pair(60.0, "min")
                                              : std::pair(1.0, "s");
    for (const double value : found.values)
        ticks.push_back({value, value,
                         value == 0
                             ? QStringLiteral("0")
                             : tickLabel(value / unit, found.spacing / unit) + QLatin1Char(' ') + QLatin1String(name)});
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
