#pragma once

#include <QWidget>

#include <array>
#include <cstdint>
#include <vector>

namespace zscape {

/// How many images each label has, as bars: what trains, what is held out and what tests, above each other, in greys.
/// Labels that find no room are not drawn; names only where they do not touch.
class LabelBars : public QWidget {
    Q_OBJECT

public:
    explicit LabelBars(QWidget* parent = nullptr);

    /// \param names of the labels; \param counts of each: train, held out, test
    void setCounts(const std::vector<std::string>& names, const std::vector<std::array<int64_t, 3>>& counts);
    /// Where the bar of label `index` lies; empty when it is not drawn.
    QRect barAt(size_t index) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    std::vector<std::string> names_;
    std::vector<std::array<int64_t, 3>> counts_;
    int64_t most_ = 0;
};

/// Train, held out and test as one line of 4 px, each as long as its share.
class SplitBar : public QWidget {
    Q_OBJECT

public:
    explicit SplitBar(QWidget* parent = nullptr);
    void setSides(const std::array<int64_t, 3>& sides);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::array<int64_t, 3> sides_{};
};

}  // namespace zscape
