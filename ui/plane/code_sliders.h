#pragma once

#include <QScrollArea>

#include <vector>

namespace zscape {

class LiveNumber;
class PlainSlider;

/// A slider for each dimension of a code, from -4 to 4, in a list that scrolls.
class CodeSliders : public QScrollArea {
    Q_OBJECT

public:
    static constexpr double kReach = 4;

    explicit CodeSliders(QWidget* parent = nullptr);

    void setDimensions(int dimensions);
    /// Values beyond the sliders' ends are kept and told; only the knob stops there. Emits nothing.
    void setCode(const std::vector<float>& code);
    const std::vector<float>& code() const { return code_; }
    PlainSlider* slider(int dimension) const { return rows_[static_cast<size_t>(dimension)].slider; }
    int count() const { return static_cast<int>(rows_.size()); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void codeChanged(std::vector<float> code);

private:
    struct Row {
        PlainSlider* slider;
        LiveNumber* number;
    };
    std::vector<Row> rows_;
    std::vector<float> code_;
};

}  // namespace zscape
