#pragma once

#include "engine/session/types.h"
#include "ui/selection/image_bits.h"

#include <QWidget>

#include <cstdint>
#include <memory>
#include <vector>

namespace zscape {

/// How many of some images have each label.
struct LabelCounts {
    struct Share {
        int label = -1;  ///< index into labelNames(); -1: without one
        int64_t count = 0;
        bool operator==(const Share&) const = default;
    };
    std::vector<Share> shares;  ///< those that are there, the largest first; of two that are equal the earlier label
    int64_t total = 0;
};

/// Labels of a set where they are counted a thousand times: one look at each image, then the members alone.
class LabelCounter {
public:
    void setImages(const std::shared_ptr<const ImageSet>& images);
    /// False: nothing of the set has a label.
    bool labelled() const { return labelled_; }
    /// \pre of as many images as the set has. Of a million some 3 ms.
    LabelCounts count(const ImageBits& images) const;

private:
    std::vector<int32_t> labels_;  ///< of each image, one more: 0 is none
    size_t names_ = 0;
    bool labelled_ = false;
};

/// The bar with the share of each label, and beneath it the five largest and the rest, in two columns.
class LabelShares : public QWidget {
    Q_OBJECT

public:
    explicit LabelShares(QWidget* parent = nullptr);

    void setCounts(LabelCounts counts, const std::vector<std::string>& names);
    /// "9 4,783 38.3 %", row by row as they are shown.
    QStringList rows() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Row {
        int label = -1;  ///< kRest: all the others
        QString name;
        int64_t count = 0;
    };
    static constexpr int kRest = -2;
    QString shareText(int64_t count) const;

    LabelCounts counts_;
    std::vector<Row> rows_;
};

}  // namespace zscape
