#include "ui/panels/data/thumbnail_query.h"

#include <QLocale>
#include <QRegularExpression>

#include <cmath>
#include <optional>

namespace zscape {

namespace {

using Is = AttributeCondition::Is;

std::optional<size_t> attributeNamed(const ImageSet& images, const QString& name) {
    const auto& attributes = images.attributes();
    for (size_t i = 0; i < attributes.size(); ++i)
        if (QString::fromStdString(attributes[i].name).compare(name, Qt::CaseInsensitive) == 0) return i;
    return std::nullopt;
}

std::optional<double> numberFrom(const QString& words) {
    bool ok = false;
    double value = QLocale::c().toDouble(words, &ok);
    if (!ok) value = QLocale().toDouble(words, &ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Is comparisonOf(const QString& sign) {
    if (sign == QLatin1String("!=") || sign == QLatin1String("<>")) return Is::NotEqual;
    if (sign == QLatin1String("<=")) return Is::AtMost;
    if (sign == QLatin1String(">=")) return Is::AtLeast;
    if (sign == QLatin1String("<")) return Is::Less;
    if (sign == QLatin1String(">")) return Is::More;
    return Is::Equal;
}

std::optional<AttributeCondition> conditionFrom(const QRegularExpressionMatch& word, const ImageSet& images) {
    const QString name = word.hasCaptured(QStringLiteral("quoted")) ? word.captured(QStringLiteral("quoted"))
                                                                    : word.captured(QStringLiteral("name"));
    const auto attribute = attributeNamed(images, name);
    if (!attribute) return std::nullopt;
    AttributeCondition condition;
    condition.attribute = *attribute;
    condition.is = comparisonOf(word.captured(QStringLiteral("sign")));
    condition.text = word.hasCaptured(QStringLiteral("words")) ? word.captured(QStringLiteral("words"))
                                                               : word.captured(QStringLiteral("value"));
    if (images.attributes()[*attribute].kind == Attribute::Kind::Number) {
        const qsizetype dots = condition.text.indexOf(QLatin1String(".."));
        const auto low = numberFrom(dots >= 0 ? condition.text.left(dots) : condition.text);
        const auto high = dots >= 0 ? numberFrom(condition.text.mid(dots + 2)) : low;
        if (!low || !high) return std::nullopt;
        condition.low = *low;
        condition.high = *high;
        if (dots >= 0) condition.is = Is::Between;
        condition.text.clear();
    }
    return condition;
}

bool compare(double value, const AttributeCondition& condition) {
    switch (condition.is) {
        case Is::Equal: return value == condition.low;
        case Is::NotEqual: return value != condition.low;
        case Is::Less: return value < condition.low;
        case Is::AtMost: return value <= condition.low;
        case Is::More: return value > condition.low;
        case Is::AtLeast: return value >= condition.low;
        case Is::Between: return value >= condition.low && value <= condition.high;
    }
    return false;
}

}  // namespace

void readQuery(const QString& typed, const ImageSet* images, ThumbnailQuery& query) {
    query.conditions.clear();
    query.text = typed.trimmed();
    if (!images || images->attributes().empty()) return;
    // A name, perhaps in quotes; a sign; a value, perhaps in quotes. One has just begun to type: no value yet is no
    // condition.
    static const QRegularExpression kWord(
        QStringLiteral("(?:\"(?<quoted>[^\"]+)\"|(?<name>[^\\s\"=<>!:]+))\\s*(?<sign>!=|<>|<=|>=|=|<|>|:)\\s*(?:\"(?<"
                       "words>[^\"]*)\"|(?<value>[^\\s\"]+))"));
    QString rest;
    qsizetype from = 0;
    for (auto words = kWord.globalMatch(typed); words.hasNext();) {
        const QRegularExpressionMatch word = words.next();
        rest += typed.mid(from, word.capturedStart() - from);
        from = word.capturedEnd();
        if (const auto condition = conditionFrom(word, *images)) query.conditions.push_back(*condition);
        else rest += word.captured();
    }
    query.text = (rest + typed.mid(from)).simplified();
    // Spaces within a name count where there is no condition to cut out.
    if (query.conditions.empty()) query.text = typed.trimmed();
}

bool holds(const ImageSet& images, int64_t image, const AttributeCondition& condition) {
    if (images.attributes()[condition.attribute].kind == Attribute::Kind::Number) {
        const double value = images.numberOf(image, condition.attribute);
        return !std::isnan(value) && compare(value, condition);
    }
    const QString value = QString::fromStdString(images.textOf(image, condition.attribute));
    const bool same = value.compare(condition.text, Qt::CaseInsensitive) == 0;
    if (condition.is == Is::Equal) return same;
    if (condition.is == Is::NotEqual) return !same;
    // A category of numbers ("0" to "9") is compared as one.
    const auto a = numberFrom(value), b = numberFrom(condition.text);
    if (!a || !b) return false;
    AttributeCondition numeric = condition;
    numeric.low = *b;
    return compare(*a, numeric);
}

}  // namespace zscape
