#pragma once

#include <QImage>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <vector>

class QPainter;

namespace zscape {

/// What the card beside a hovered point shows.
struct HoverCard {
    static constexpr int kWholeWidth = 180, kWholeHeight = 84;  ///< room for `whole`, at 13 px
    QImage image;
    QImage decoded;  ///< null: not there yet
    QImage whole;    ///< of a tile: the picture that it was cut from, it outlined; else null
    QString name;    ///< "test 9399"
    QString note;    ///< "label 7, held-out"
    struct Line {
        QString name;   ///< "age"; may be empty
        QString value;  ///< "31"
    };
    std::vector<Line> lines;  ///< beneath
    static constexpr size_t kMostAttributes = 6;
};

/// Where a card goes that says something of the point `at`: above and to the left of it where there is room, always
/// inside `area` and never over the point; off what floats there already where that is possible, else over as little of
/// it as can be. \param away between card and point, pixels
QRectF placeOfCard(QSizeF size, QPointF at, double away, const QRectF& area, const std::vector<QRectF>& taken);

/// Paints the card near `at` (screen), by placeOfCard(). \param floating what else floats over the plane
void paintHoverCard(QPainter& painter, const HoverCard& card, QPointF at, const QRectF& area,
                    const std::vector<QRectF>& floating);

constexpr int kChipHeight = 30;  // at 13 px

/// A small text on a raised ground with its bottom right corner at `corner`. \return its rectangle
QRectF paintChip(QPainter& painter, const QString& text, QPointF corner);

/// A sentence in the middle of `area`.
void paintHint(QPainter& painter, const QString& text, const QRectF& area);

/// The ground of everything that floats over the plane.
void paintFloatingGround(QPainter& painter, const QRectF& rect);

}  // namespace zscape
