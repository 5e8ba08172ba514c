#pragma once

#include "engine/session/import_result.h"

#include <QWidget>

#include <optional>

class QComboBox;

namespace zscape {

class NumberField;
class TilingFields;

/// Size, depth, how a picture becomes square, and what of stacks and animations is one; of the sample of shapes also
/// how many, and from which seed.
class SizeDrawer : public QWidget {
    Q_OBJECT

public:
    explicit SizeDrawer(QWidget* parent = nullptr);

    void setImported(const Imported& imported);

    NumberField* sizeField() const { return size_; }
    QComboBox* depthPicker() const { return depth_; }
    QComboBox* fitPicker() const { return fit_; }
    TilingFields* tilingFields() const { return tiling_; }
    QComboBox* axesPicker() const { return axes_; }
    QComboBox* readingsPicker() const { return readings_; }
    QComboBox* framesPicker() const { return frames_; }
    NumberField* countField() const { return count_; }

Q_SIGNALS:
    /// Other pixels: the images are read anew.
    void settingsWanted(const zscape::ImportSettings& settings);

private:
    void want();
    void showReadings(const std::optional<ArrayReadings>& array);

    ImportSettings settings_;
    NumberField* size_ = nullptr;
    QComboBox* depth_ = nullptr;
    QComboBox* fit_ = nullptr;
    TilingFields* tiling_ = nullptr;  ///< of Fit::Tiles
    QWidget* pages_ = nullptr;        ///< the line of axes_: of stacks of several channels
    QComboBox* axes_ = nullptr;
    QWidget* arrays_ = nullptr;  ///< the line of readings_: of an array whose axes may be others
    QComboBox* readings_ = nullptr;
    std::string axesShown_;          ///< those that the array is read by
    QWidget* animations_ = nullptr;  ///< the line of frames_: where something moves
    QComboBox* frames_ = nullptr;
    QWidget* shapes_ = nullptr;
    NumberField* count_ = nullptr;
    NumberField* seed_ = nullptr;
};

}  // namespace zscape
