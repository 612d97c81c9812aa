# module -> what its files may include. The only place where this is written down;
# cmake/CheckLayers.cmake enforces it as the test `layers`.
set(LAYER_api "")
set(LAYER_core "api")
set(LAYER_formats "api;core")
set(LAYER_geometry "api;core")
set(LAYER_imaging "api;core;formats")
set(LAYER_perception "api;core;formats;geometry")
set(LAYER_visualisation "api;core;geometry;imaging;perception")
set(LAYER_metrics "api;core")
set(LAYER_data "api;core;formats;geometry;imaging;perception")
set(LAYER_tensors "api;core;formats;geometry;data")
set(LAYER_losses "api;core;data;tensors;networks")
set(LAYER_networks "api;core;formats;tensors")
set(LAYER_engine "api;core;formats")
set(LAYER_inference "api;core;formats;tensors;networks")
set(LAYER_training "api;core;formats;data;tensors;networks;losses;metrics;inference")

set(TORCH_MODULES tensors losses networks inference training)
set(OPENCV_MODULES imaging visualisation)
# What a build without a profile leaves out.
set(TRAINING_MODULES tensors losses networks inference training)
set(IMAGING_MODULES imaging visualisation)
set(ENGINE_MODULES engine)
