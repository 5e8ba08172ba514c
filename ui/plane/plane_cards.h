#pragma once

#include <QImage>
#include <QPointF>
#include <QRectF>
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

/// Paints the card near `at` (screen), above and to the left of it where there is room, always inside `area`.
void paintHoverCard(QPainter& painter, const HoverCard& card, QPointF at, const QRectF& area);

/// A small text on a raised ground with its bottom right corner at `corner`. \return its rectangle
QRectF paintChip(QPainter& painter, const QString& text, QPointF corner);

/// A sentence in the middle of `area`.
void paintHint(QPainter& painter, const QString& text, const QRectF& area);

/// The ground of everything that floats over the plane.
void paintFloatingGround(QPainter& painter, const QRectF& rect);

}  // namespace zscape
