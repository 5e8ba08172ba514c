#pragma once

#include "engine/session/types.h"
#include "ui/import/preview_choice.h"

#include <QCache>
#include <QPixmap>
#include <QWidget>

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace zscape {

/// Some of the images before they are used: a column for each label, with its colour, name and count above, in bands
/// below each other where labels have few images, or one grid. What is shown fits: nothing scrolls.
class PreviewGrid : public QWidget {
    Q_OBJECT

public:
    explicit PreviewGrid(QWidget* parent = nullptr);

    /// Null: nothing. \param byLabel a column a label; without labels it is one grid whatever is asked
    void setImages(std::shared_ptr<const ImageSet> images, bool byLabel);
    /// While images are read: those that have come, as one grid. Null: none.
    void setReading(std::shared_ptr<const LoadPreview> preview);
    /// Which values were black and white, and which would be.
    struct Shades {
        ValueRange::Ends now, wanted;
    };
    /// While these are being chosen: pictures are shown as they would be, until the next images come.
    /// \param changes of all channels alike, or of each
    void setShades(const std::vector<Shades>& changes);
    void shuffle();

    /// Images that are shown now.
    int64_t shown() const;
    const PreviewChoice& choice() const { return choice_; }
    /// Where the picture `position` of a column (or, with column -1, of the grid) lies.
    QRect cellAt(int column, int position) const;
    int cell() const { return cell_; }

Q_SIGNALS:
    void shownChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void choose();
    bool columns() const { return images_ && byLabel_ && !images_->labelNames().empty(); }
    /// As shades_ say.
    Picture shaded(const Picture& picture) const;
    QPixmap* pictureOf(int64_t key, const std::function<QImage()>& image);
    QString nameOf(const PreviewChoice::Column& column) const;
    QRect headOf(size_t column) const;
    /// Whether the names of the columns, cut at their ends, are not the same.
    bool namesAreApart() const;
    void paintHead(QPainter& painter, size_t column) const;

    std::shared_ptr<const ImageSet> images_;
    std::shared_ptr<const LoadPreview> reading_;
    bool byLabel_ = true;
    uint64_t seed_ = 0;
    std::vector<std::array<uint8_t, 256>> shades_;  ///< of each channel, or of all: what a shade is shown as; or empty
    PreviewChoice choice_;
    Qt::TextElideMode cutName_ = Qt::ElideRight;  ///< names that begin alike keep their ends
    int cell_ = 58;
    int gridColumns_ = 1, gridRows_ = 1;
    int inBand_ = 1, bandHeight_ = 0;  ///< columns of labels beside each other, of which bands lie below each other
    QCache<qint64, QPixmap> cache_;
};

}  // namespace zscape
